-- Each flight comes to one airport and leaves one, so both columns add up to the day's flights.
with day as (
  select count(*) as flights from arrivals
),

totals as (
  select sum(arrivals) as arrivals, sum(departures) as departures from by_airport
)

select day.flights, totals.arrivals, totals.departures
from day
cross join totals
where totals.arrivals is distinct from day.flights
  or totals.departures is distinct from day.flights
