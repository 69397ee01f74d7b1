import { loadDriver } from '../../warehouses/driver.ts'
import lock from '../../warehouses/polyglot-parser-lock.json' with { type: 'json' }

/** The dialects as the transpiler calls them. */
const dialects: Readonly<Record<string, string>> = {
  postgres: 'postgresql',
  trino: 'trino',
  snowflake: 'snowflake',
  bigquery: 'bigquery',
  databricks: 'databricks',
}

/**
 * A query of another dialect as DuckDB understands it. The transpiler is loaded with the first such query: 22 MB that
 * most projects never need.
 */
export async function toDuckdb(query: string, dialect: string): Promise<string> {
  if (dialect === 'duckdb') return query
  const { init, transpile } = (await loadDriver(lock)) as typeof import('@polyglot-sql/sdk')
  await init()
  const from = dialects[dialect]
  if (from === undefined) throw new Error(`nobody can translate SQL of ${dialect}`)
  const { success, sql, error } = transpile(
    query,
    from as Parameters<typeof transpile>[1],
    'duckdb' as Parameters<typeof transpile>[2],
  )
  const [only, ...more] = sql ?? []
  if (!success || only === undefined || more.length > 0)
    throw new Error(`this SQL of ${dialect} cannot be translated for DuckDB${error === undefined ? '' : `: ${error}`}`)
  return only
}
