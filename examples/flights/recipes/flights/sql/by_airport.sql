-- One row an airport that saw a flight: what came in, how late it was, and what went out.
with landings as (
  select
    destination as iata,
    count(*) as arrivals,
    count(*) filter (where status = 'late') as late_arrivals,
    avg(arrival_delay) as typical_delay
  from arrivals
  group by destination
),

departures as (
  select
    origin as iata,
    count(*) as departures
  from arrivals
  group by origin
)

-- Full join: an airport may have sent a flight off and received none.
select
  coalesce(landings.iata, departures.iata) as iata,
  airport.city,
  airport.state,
  coalesce(landings.arrivals, 0) as arrivals,
  coalesce(departures.departures, 0) as departures,
  coalesce(landings.late_arrivals, 0) as late_arrivals,
  landings.late_arrivals / landings.arrivals as late_share,
  landings.typical_delay
from landings
full join departures
  on departures.iata = landings.iata
left join stg_airports as airport
  on airport.iata = coalesce(landings.iata, departures.iata)
