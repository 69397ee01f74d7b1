-- One row a route: an origin and a destination, in that direction, with the places at both ends.
with flown as (
  select
    origin,
    destination,
    -- A route has one distance in the extract; a test says so.
    min(distance_miles) as distance_miles,
    max(distance_miles) - min(distance_miles) as distance_spread
  from stg_flights
  group by origin, destination
)

select
  flown.origin,
  flown.destination,
  origin_airport.city as origin_city,
  origin_airport.state as origin_state,
  destination_airport.city as destination_city,
  destination_airport.state as destination_state,
  flown.distance_miles,
  flown.distance_spread,
  case
    when flown.distance_miles < $short_haul_miles then 'short'
    when flown.distance_miles < $long_haul_miles then 'medium'
    else 'long'
  end as haul,
  -- The great circle by the haversine formula, on a sphere of 3,959 miles: a second opinion on the distance.
  2 * 3959 * asin(sqrt(
    pow(sin(radians(destination_airport.latitude - origin_airport.latitude) / 2), 2)
    + cos(radians(origin_airport.latitude)) * cos(radians(destination_airport.latitude))
      * pow(sin(radians(destination_airport.longitude - origin_airport.longitude) / 2), 2)
  )) as great_circle_miles
from flown
left join stg_airports as origin_airport
  on origin_airport.iata = flown.origin
left join stg_airports as destination_airport
  on destination_airport.iata = flown.destination
