-- One row a flight, seen from the airport that it came to. The only place that decides what late means.
--
-- Left join: a list of airports lags behind the airlines, and a flight to an airport that is not on it
-- yet has landed all the same. It is counted, without a place.
select
  flight.flight_id,
  flight.flown_on,
  flight.departed_at,
  flight.departure_hour,
  flight.origin,
  flight.destination,
  airport.name as airport_name,
  airport.city,
  airport.state,
  flight.arrival_delay,
  -- What the passengers waited: an early arrival is no negative wait.
  greatest(flight.arrival_delay, 0) as minutes_late,
  case
    when flight.arrival_delay >= $late_minutes then 'late'
    else 'on_time'
  end as status
from stg_flights as flight
left join stg_airports as airport
  on airport.iata = flight.destination
