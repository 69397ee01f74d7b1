-- One row an hour of departure, by the clock at the origin: delay gathers as the day goes on.
select
  departure_hour,
  count(*) as flights,
  count(*) filter (where status = 'late') as late_flights,
  count(*) filter (where status = 'late') / count(*) as late_share,
  avg(arrival_delay) as mean_delay
from arrivals
group by departure_hour
