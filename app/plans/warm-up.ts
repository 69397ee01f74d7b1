import { loadProject } from '../../recipes-schema/recipe/load.ts'
import { sqlParser } from '../../recipes-schema/sql/dialects/index.ts'
import type { Serializer } from './duckdb.ts'
import { enginesWith } from './parsers.ts'

const files: Readonly<Record<string, string>> = {
  'galley.yaml': `galley: 1
recipes: recipe.yaml
connections: { warehouse: { type: duckdb, path: warehouse.duckdb } }
environments: { production: { connection: warehouse, schema: analytics } }
`,
  'recipe.yaml': `recipe: warm_up
nodes: { one: { sql: SELECT 1 AS one } }
`,
}

/** Reads a small project once, so that schemas and the parser are ready before somebody's first push waits for them. */
export async function warmUp(serializer: Serializer): Promise<void> {
  const entries = new Map(Object.keys(files).map((path) => [path, path]))
  const read = async (path: string): Promise<Uint8Array> => new TextEncoder().encode(files[path])
  const loaded = await loadProject({ entries, read }, sqlParser(enginesWith(serializer)))
  if (!loaded.ok) throw new Error(`the project for warming up has faults: ${loaded.diagnostics[0]?.message}`)
}
