select
  date_trunc('month', day) as month,
  sum(precipitation) as precipitation,
  avg(temp_max) as temp_max,
  count(*) filter (weather = 'sun') as days_of_sun
from days
group by all
