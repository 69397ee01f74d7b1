import { openParser } from '../../action/warehouses/parsers.ts'
import { type Choice, noChoice } from '../../recipes-schema/recipe/choice.ts'
import { loadProject } from '../../recipes-schema/recipe/load.ts'
import type { Loaded, Project } from '../../recipes-schema/recipe/types.ts'
import type { SqlParser } from '../../recipes-schema/sql/parser.ts'
import { treeOf } from './tree.ts'

let opened: SqlParser | undefined

/** The engines' own parsers, opened once a test file. */
export function parser(): SqlParser {
  opened ??= openParser().parser
  return opened
}

export async function load(
  files: Readonly<Record<string, string | Uint8Array>>,
  choice: Partial<Choice> = {},
): Promise<Loaded> {
  return loadProject(treeOf(files), parser(), { ...noChoice, ...choice })
}

/** Loads files that are expected to be well. */
export async function project(files: Readonly<Record<string, string>>, choice: Partial<Choice> = {}): Promise<Project> {
  const loaded = await load(files, choice)
  if (loaded.ok) return loaded.project
  throw new Error(
    loaded.diagnostics.map((found) => `${found.file}:${found.line} ${found.code} ${found.message}`).join('\n'),
  )
}

const galley = `galley: 1
recipes: recipes/*/recipe.yaml
connections: { warehouse: { type: duckdb, path: "\${{ env.WAREHOUSE }}" } }
environments: { production: { connection: warehouse, schema: analytics } }
`

/** A project of one recipe, `shop`, with the given body and SQL files beside it. */
export function shop(recipe: string, sql: Readonly<Record<string, string>> = {}): Record<string, string> {
  const files = Object.entries(sql).map(([name, text]) => [`recipes/shop/sql/${name}.sql`, text])
  return { 'galley.yaml': galley, 'recipes/shop/recipe.yaml': `recipe: shop\n${recipe}`, ...Object.fromEntries(files) }
}
