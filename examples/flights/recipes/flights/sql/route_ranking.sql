-- The routes that were flown often enough for a fair share, from the latest to the most punctual.
select
  row_number() over (order by late_share desc, flights desc, origin, destination) as place,
  origin,
  destination,
  flights,
  late_share,
  mean_delay
from by_route
where flights >= $min_route_flights
