-- One row an airport. The list writes a place that it does not know as the text 'NA'; here it is null,
-- so that nobody can group by it or join on it by accident.
select
  airports.iata,
  airports.name,
  nullif(airports.city, 'NA') as city,
  nullif(airports.state, 'NA') as state,
  airports.latitude,
  airports.longitude
from airports
