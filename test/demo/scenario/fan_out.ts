import type { Change } from './types.ts'

/**
 * Joins on a key that is not unique: several airports share a city, so each flight to that city is counted
 * once for every one of them. Nothing in the text of the change looks wrong.
 */
export const fanOut: Change = {
  id: 'fan_out',
  branch: 'metropolitan-areas',
  title: 'Say which metropolitan area a flight came to',
  body: [
    'New York, Chicago and Houston have two airports each with scheduled flights. With the metropolitan area in',
    '`arrivals`, a dashboard can show them together. It is a left join, so no flight gets lost.',
  ].join('\n'),
  commits: [
    {
      message: 'Add the metropolitan area to arrivals',
      edits: [
        {
          path: 'recipes/flights/sql/arrivals.sql',
          replace: [
            '  airport.state,\n',
            [
              '  airport.state,',
              '  -- Airports of the same city make one metropolitan area.',
              "  metro.city || ', ' || metro.state as metro_area,\n",
            ].join('\n'),
          ],
        },
        {
          path: 'recipes/flights/sql/arrivals.sql',
          replace: [
            '  on airport.iata = flight.destination\n',
            [
              '  on airport.iata = flight.destination',
              'left join stg_airports as metro',
              '  on metro.city = airport.city',
              '  and metro.state = airport.state\n',
            ].join('\n'),
          ],
        },
      ],
    },
  ],
}
