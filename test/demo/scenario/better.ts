import type { Change } from './types.ts'

/** Changes one column of one node: its readers are built again, everything else is reused. */
export const better: Change = {
  id: 'better',
  branch: 'median-delay',
  title: 'Let the median say how late an airport typically is',
  body: [
    'One flight that comes five hours late makes an airport with sixty arrivals look five minutes worse than it is.',
    'The median of the arrivals is what a passenger may expect, and the ranking still goes by the share of late flights.',
  ].join('\n'),
  commits: [
    {
      message: "Take the median for an airport's typical delay",
      edits: [
        {
          path: 'recipes/flights/sql/by_airport.sql',
          replace: [
            '    avg(arrival_delay) as typical_delay\n',
            [
              '    -- The median: a few flights that are hours late say little about the others.',
              '    median(arrival_delay) as typical_delay\n',
            ].join('\n'),
          ],
        },
      ],
    },
  ],
}
