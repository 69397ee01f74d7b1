-- One row a haul (short, medium, long): does a long way give time to catch up?
select
  routes.haul,
  count(*) as flights,
  count(*) filter (where arrivals.status = 'late') / count(*) as late_share,
  avg(arrivals.arrival_delay) as mean_delay
from arrivals
join routes
  on routes.origin = arrivals.origin
  and routes.destination = arrivals.destination
group by routes.haul
