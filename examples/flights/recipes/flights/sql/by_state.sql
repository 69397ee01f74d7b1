-- One row a state or territory that flights came to. What cannot be placed is shown as 'unknown', not dropped:
-- the states must add up to the day.
select
  coalesce(state, 'unknown') as state,
  count(distinct destination) as airports,
  count(*) as arrivals,
  count(*) filter (where status = 'late') / count(*) as late_share,
  sum(minutes_late) as minutes_late
from arrivals
group by coalesce(state, 'unknown')
