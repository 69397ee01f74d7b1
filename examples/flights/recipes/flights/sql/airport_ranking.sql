-- The airports with enough arrivals for a fair share, from the latest to the most punctual.
-- Ties go to the airport where more flights came, then to the alphabet: the order is total and repeatable.
select
  row_number() over (order by late_share desc, arrivals desc, iata) as place,
  iata,
  city,
  state,
  arrivals,
  late_share,
  typical_delay
from by_airport
where arrivals >= $min_airport_arrivals
