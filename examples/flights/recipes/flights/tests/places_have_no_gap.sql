-- Places run from 1 to the number of airports in the ranking.
select count(*) as airports, min(place) as first_place, max(place) as last_place
from airport_ranking
having count(*) > 0
  and (min(place) <> 1 or max(place) <> count(*))
