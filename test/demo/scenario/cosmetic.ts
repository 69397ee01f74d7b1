import type { Change } from './types.ts'

/** A comment and a new layout: the syntax tree stays the same, so nothing has to run. */
export const cosmetic: Change = {
  id: 'cosmetic',
  branch: 'tidy-by-route',
  title: 'Lay out by_route like the rest and say why routes are joined',
  body: 'Comments, line breaks and keywords only; the query is the same.',
  commits: [
    {
      message: 'Lay out by_route and explain its join',
      edits: [
        {
          path: 'recipes/flights/sql/by_route.sql',
          content: `-- One row a route and its day: how often it was flown and how well.
--
-- Only flown routes have a row, and every flight has a route, so the inner join loses nothing.
SELECT
  routes.origin, routes.destination, -- in that direction: the way back is another route
  routes.distance_miles, routes.haul,
  count(*) AS flights,
  count(*) FILTER (WHERE arrivals.status = 'late') AS late_flights,
  count(*) FILTER (WHERE arrivals.status = 'late') / count(*) AS late_share,
  avg(arrivals.arrival_delay) AS mean_delay
FROM arrivals
JOIN routes ON routes.origin = arrivals.origin AND routes.destination = arrivals.destination
GROUP BY routes.origin, routes.destination, routes.distance_miles, routes.haul
`,
        },
      ],
    },
  ],
}
