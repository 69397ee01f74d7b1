-- One row: the day at a glance, for whoever reads nothing else.
with day as (
  select
    max(flown_on) as flown_on,
    count(*) as flights,
    count(distinct destination) as airports,
    count(*) filter (where status = 'late') as late_flights,
    count(*) filter (where status = 'late') / count(*) as late_share,
    avg(arrival_delay) as mean_delay,
    sum(minutes_late) as minutes_late
  from arrivals
),

-- The hour that cost the most late flights, not the one with the worst share: at three in the morning
-- one late flight is all of them.
hardest_hour as (
  select departure_hour, late_flights
  from by_hour
  order by late_flights desc, departure_hour
  limit 1
)

select
  day.flown_on,
  day.flights,
  day.airports,
  day.late_flights,
  day.late_share,
  day.mean_delay,
  day.minutes_late,
  hardest_hour.departure_hour as hardest_hour,
  hardest_hour.late_flights as hardest_hour_late_flights,
  latest_airport.iata as latest_airport,
  latest_airport.late_share as latest_airport_late_share,
  latest_airport.typical_delay as latest_airport_typical_delay,
  latest_route.origin as latest_route_origin,
  latest_route.destination as latest_route_destination,
  latest_route.late_share as latest_route_late_share
from day
cross join hardest_hour
-- A quiet day may leave a ranking empty; the scorecard stands all the same.
left join airport_ranking as latest_airport
  on latest_airport.place = 1
left join route_ranking as latest_route
  on latest_route.place = 1
