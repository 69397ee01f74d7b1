select cast(date as date) as day, precipitation, temp_max, temp_min, wind, weather
from observations
