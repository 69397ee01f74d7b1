import { createHash } from 'node:crypto'
import { openSerializer } from '../../../app/plans/duckdb.ts'
import { enginesWith } from '../../../app/plans/parsers.ts'
import { loadProject } from '../../../recipes-schema/recipe/load.ts'
import type { Tree } from '../../../recipes-schema/recipe/tree.ts'
import type { Loaded, Project } from '../../../recipes-schema/recipe/types.ts'
import { sqlParser } from '../../../recipes-schema/sql/dialects/index.ts'

export type Files = Readonly<Record<string, string>>

/** A small repository: two sources, five nodes in three layers. */
export const files: Files = {
  'galley.yaml': `galley: 1
recipes: recipes/*/recipe.yaml
connections:
  warehouse: { type: duckdb, path: "\${{ env.GALLEY_WAREHOUSE }}" }
environments:
  production: { connection: warehouse, schema: analytics }
  kitchen: { connection: warehouse }
`,
  'recipes/flights/recipe.yaml': `recipe: flights
description: How punctual was the day?
variables:
  late_minutes: { type: integer, default: 15 }
sources:
  raw_flights: { file: "\${{ env.GALLEY_LANDING }}/flights.parquet" }
  airports: { file: "\${{ env.GALLEY_LANDING }}/airports.csv" }
nodes:
  stg_flights:
    sql: sql/stg_flights.sql
    tests:
      - unique: [flight_id]
    measures:
      - row_count
  arrivals:
    sql: sql/arrivals.sql
    with: { late_minutes: "\${{ vars.late_minutes }}" }
    tests:
      - not_null: [flight_id, place]
      - check: "arrival_delay between -120 and 2880"
        severity: warning
    measures:
      - row_count
  by_airport:
    sql: sql/by_airport.sql
    tests:
      - unique: [place]
  by_hour:
    sql: sql/by_hour.sql
  bulletin:
    run: sh bulletin.sh
    inputs: [bulletin.sh]
    needs: [by_airport]
`,
  'recipes/flights/sql/stg_flights.sql': 'select flight_id, departed_at, destination, arrival_delay from raw_flights\n',
  'recipes/flights/sql/arrivals.sql': `select f.flight_id, a.city as place, f.arrival_delay, f.arrival_delay >= $late_minutes as late
from stg_flights f join airports a on a.iata = f.destination
`,
  'recipes/flights/sql/by_airport.sql':
    'select place, count(*) as arrivals, avg(arrival_delay) as delay from arrivals group by place\n',
  'recipes/flights/sql/by_hour.sql':
    'select hour(departed_at) as hour, count(*) as flights from stg_flights group by 1\n',
  'recipes/flights/bulletin.sh': 'echo "done"\n',
  'README.md': 'Flights.\n',
}

export async function load(written: Files): Promise<Loaded> {
  const serializer = await openSerializer()
  try {
    return await loadProject(treeOf(written), sqlParser(enginesWith(serializer)))
  } finally {
    serializer.close()
  }
}

export async function project(written: Files): Promise<Project> {
  const loaded = await load(written)
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.diagnostics))
  return loaded.project
}

function treeOf(written: Files): Tree {
  return {
    entries: new Map(
      Object.entries(written).map(([path, text]) => [path, createHash('sha1').update(text).digest('hex')]),
    ),
    read: async (path) => Buffer.from(written[path] ?? ''),
  }
}
