-- Every staged flight is in arrivals exactly once: a join has neither lost nor doubled any.
select
  flight.flight_id,
  count(arrivals.flight_id) as times
from stg_flights as flight
left join arrivals
  on arrivals.flight_id = flight.flight_id
group by flight.flight_id
having count(arrivals.flight_id) <> 1
