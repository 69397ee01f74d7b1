-- One row a route and its day: how often it was flown and how well.
select
  routes.origin,
  routes.destination,
  routes.distance_miles,
  routes.haul,
  count(*) as flights,
  count(*) filter (where arrivals.status = 'late') as late_flights,
  count(*) filter (where arrivals.status = 'late') / count(*) as late_share,
  avg(arrivals.arrival_delay) as mean_delay
from arrivals
join routes
  on routes.origin = arrivals.origin
  and routes.destination = arrivals.destination
group by
  routes.origin,
  routes.destination,
  routes.distance_miles,
  routes.haul
