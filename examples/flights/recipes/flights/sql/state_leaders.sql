-- The busiest airport of each state, and how much of the state's traffic it carries.
with ranked as (
  select
    coalesce(state, 'unknown') as state,
    iata,
    city,
    arrivals,
    row_number() over (
      partition by coalesce(state, 'unknown')
      order by arrivals desc, iata
    ) as place
  from by_airport
  where arrivals > 0
)

select
  ranked.state,
  ranked.iata,
  ranked.city,
  ranked.arrivals,
  by_state.airports as airports_in_state,
  ranked.arrivals / by_state.arrivals as share_of_state
from ranked
join by_state
  on by_state.state = ranked.state
where ranked.place = 1
