-- The states, with the unknown one, add up to the day's flights and to the minutes that they were late.
with day as (
  select count(*) as flights, sum(minutes_late) as minutes_late from arrivals
),

totals as (
  select sum(arrivals) as flights, sum(minutes_late) as minutes_late from by_state
)

select day.flights, totals.flights as flights_by_state, day.minutes_late, totals.minutes_late as minutes_late_by_state
from day
cross join totals
where totals.flights is distinct from day.flights
  or totals.minutes_late is distinct from day.minutes_late
