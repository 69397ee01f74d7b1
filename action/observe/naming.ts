import type { DatasetName } from './happening.ts'

type Settings = Readonly<Record<string, string>>

/**
 * How OpenLineage calls the place of a relation, by the connection's type (its naming conventions; DuckDB, which has none,
 * by its file): the namespace, and what stands before `schema.name`. Never a user or a password.
 */
const places: Readonly<Record<string, (settings: Settings) => { namespace: string; before: string[] }>> = {
  duckdb: ({ path = '' }) => ({ namespace: `duckdb://${path.split(/[\\/]/).at(-1) || 'memory'}`, before: [] }),
  postgres: ({ url = '' }) => {
    const { host, port, database } = partsOf(url, '5432')
    return { namespace: `postgres://${host}:${port}`, before: [database] }
  },
  trino: ({ url = '', catalog = '' }) => {
    const { host, port } = partsOf(url, url.startsWith('https') ? '443' : '80')
    return { namespace: `trino://${host}:${port}`, before: [catalog] }
  },
  snowflake: ({ account = '', database = '' }) => ({ namespace: `snowflake://${account}`, before: [database] }),
  bigquery: ({ project = '' }) => ({ namespace: 'bigquery', before: [project] }),
  databricks: ({ url = '', catalog = '' }) => ({
    namespace: `databricks://${partsOf(url, '443').host}`,
    before: [catalog],
  }),
}

/** The name of a relation of a warehouse; in the connection's own catalog unless another is given. */
export function relationName(
  type: string,
  settings: Settings,
  schema: string | null,
  name: string,
  catalog: string | null = null,
): DatasetName {
  const { namespace, before } = places[type]?.(settings) ?? { namespace: type, before: [] }
  const above = catalog === null ? before : [catalog]
  return { namespace, name: [...above, schema ?? '', name].filter((part) => part !== '').join('.') }
}

/** The name of a file, or of what is at an address. */
export function fileName(written: string): DatasetName {
  if (!URL.canParse(written) || !/^[a-z][a-z0-9+.-]+:\/\//i.test(written)) return { namespace: 'file', name: written }
  const { protocol, host, pathname } = new URL(written)
  return { namespace: `${protocol}//${host}`, name: pathname.replace(/^\//, '') }
}

function partsOf(url: string, usual: string): { host: string; port: string; database: string } {
  if (!URL.canParse(url)) return { host: 'localhost', port: usual, database: '' }
  const { hostname, port, pathname } = new URL(url)
  return { host: hostname || 'localhost', port: port || usual, database: decodeURIComponent(pathname.slice(1)) }
}
