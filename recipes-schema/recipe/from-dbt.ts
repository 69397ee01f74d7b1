import { type Diagnostic, diagnostic } from '../text/diagnostic.ts'
import { sha256 } from '../text/digest.ts'
import { folderOf } from '../text/path.ts'
import type { Tree } from './tree.ts'
import type { Recipe } from './types.ts'

/** Where `galley dbt` writes the queries of a project, in its folder. */
export const madeFolder = 'galley'

/** Where among them the unit tests are; `tests/` is dbt's own. */
export const unitTestFolder = `${madeFolder}/unit_tests/`

/** Folders of a dbt project in which nothing is that a person wrote. */
const made = new Set(['target', 'logs', 'dbt_packages', 'dbt_modules'])

/**
 * A digest of what a dbt project's graph is made from, and of the queries that were made: its YAML, SQL, Python and
 * documentation by content, and its seeds by name, for their rows are read when they are needed. `folder` ends with a
 * slash, or is empty at the root.
 */
export function dbtDigest(entries: Tree['entries'], folder: string): string {
  const rows: string[] = []
  for (const [path, blob] of entries) {
    if (!path.startsWith(folder)) continue
    const own = path.slice(folder.length)
    const parts = own.split('/')
    if (made.has(parts[0] ?? '') || parts.some((part) => part.startsWith('.'))) continue
    const counts = parts.length === 1 ? isSetting(own) : /\.(sql|py|ya?ml|md)$/.test(own)
    if (counts) rows.push(`${own}\0${blob}`)
    else if (parts.length > 1 && own.endsWith('.csv')) rows.push(own)
  }
  return sha256(rows.sort().join('\n')).slice(0, 32)
}

function isSetting(name: string): boolean {
  return /\.ya?ml$/.test(name) && name !== 'recipe.yaml'
}

/** A recipe that was made from another state of its dbt project, or whose queries a hand has changed, is not the project. */
export function checkFromDbt(recipes: readonly Recipe[], { entries }: Tree, diagnostics: Diagnostic[]): void {
  for (const { file, fromDbt } of recipes) {
    const folder = folderOf(file)
    if (fromDbt === null || fromDbt.digest === dbtDigest(entries, folder)) continue
    const message = 'The dbt project, or a query in galley/, has changed since this recipe was made.'
    const hint = `Run \`galley dbt ${folder.replace(/\/$/, '') || '.'}\` and commit what it writes.`
    diagnostics.push(diagnostic('recipe.from_dbt', fromDbt.place, message, hint))
  }
}
