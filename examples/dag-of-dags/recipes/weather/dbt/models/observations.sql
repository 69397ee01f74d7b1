select cast(date as date) as day, precipitation, weather
from read_csv('{{ var("weather") }}')
