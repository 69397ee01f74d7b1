-- One row a flight of the landed day, renamed to what the columns mean; no row is left out.
--
-- The extract has no flight number, and two flights may leave for the same place in the same minute.
-- They are numbered in an order that covers every column, so the same file always gives the same numbers.
select
  row_number() over (
    order by flights.date, flights.origin, flights.destination, flights.delay, flights.distance
  ) as flight_id,
  cast(flights.date as date) as flown_on,
  flights.date as departed_at,
  hour(flights.date) as departure_hour,
  flights.origin,
  flights.destination,
  flights.distance as distance_miles,
  flights.delay as arrival_delay
from flights
