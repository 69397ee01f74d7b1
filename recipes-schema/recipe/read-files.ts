import picomatch from 'picomatch'
import { getWritten, putWritten } from '../kept/written.ts'
import { type Diagnostic, diagnostic } from '../text/diagnostic.ts'
import { plainGlobs } from '../text/globs.ts'
import { startOf } from '../text/source.ts'
import type { FileKind } from '../written/check.ts'
import type { WrittenFile } from '../written/file.ts'
import type { WrittenProject, WrittenRecipe } from '../written/types.ts'
import type { Tree } from './tree.ts'

/** A file whose shape is right. */
export interface Written<T> {
  readonly file: WrittenFile
  readonly value: T
}

export async function readWritten<T>(
  tree: Tree,
  kind: FileKind,
  path: string,
  diagnostics: Diagnostic[],
): Promise<Written<T> | null> {
  if (!tree.entries.has(path)) {
    const hint = 'Galley looks for it at the root of the repository.'
    diagnostics.push(diagnostic('project.missing', startOf(path), `There is no ${path}.`, hint))
    return null
  }
  const bytes = await tree.read(path)
  const id = tree.entries.get(path) ?? ''
  const kept = tree.kept === undefined ? null : getWritten(tree.kept, kind, id, path, bytes)
  if (kept !== null) return { file: kept, value: kept.value as T }
  // Loaded when there is something to read: what was read before needs neither.
  const [{ readYaml }, { checkShape }] = await Promise.all([
    import('../written/yaml.ts'),
    import('../written/check.ts'),
  ])
  const read = readYaml(path, bytes)
  const faults = read.ok ? checkShape(kind, read.file) : read.diagnostics
  diagnostics.push(...faults)
  if (!read.ok || faults.length > 0) return null
  if (tree.kept !== undefined && read.spots !== null) putWritten(tree.kept, kind, id, read.file, read.spots)
  return { file: read.file, value: read.file.value as T }
}

export interface ReadRecipes {
  /** By path. */
  readonly recipes: ReadonlyMap<string, Written<WrittenRecipe>>
  /** Every word, in lower case, of those that could not be read: what they declare is among them. */
  readonly unread: ReadonlySet<string>
}

/** The paths of the recipes, in their order. */
export function recipePaths(tree: Tree, project: Written<WrittenProject>, diagnostics: Diagnostic[]): string[] {
  const isRecipe = picomatch([project.value.recipes].flat(), plainGlobs)
  const paths = [...tree.entries.keys()].filter((path) => isRecipe(path)).sort()
  if (paths.length === 0) {
    const hint = 'Write a recipe, or mend the glob.'
    diagnostics.push(diagnostic('project.no_recipe', project.file.placeOf(['recipes']), 'No file is a recipe.', hint))
  }
  return paths
}

/** The recipes of these paths whose shape is right, by path. */
export async function readRecipes(
  tree: Tree,
  paths: readonly string[],
  diagnostics: Diagnostic[],
): Promise<ReadRecipes> {
  const found = new Map<string, Written<WrittenRecipe>>()
  const unread = new Set<string>()
  const byName = new Map<string, Written<WrittenRecipe>>()
  for (const path of paths) {
    const one = await readWritten<WrittenRecipe>(tree, 'recipe', path, diagnostics)
    if (one === null) {
      for (const word of await wordsOf(tree, path)) unread.add(word)
      continue
    }
    const other = byName.get(one.value.recipe)
    if (other === undefined) {
      found.set(path, one)
      byName.set(one.value.recipe, one)
    } else {
      for (const word of await wordsOf(tree, path)) unread.add(word)
      const related = { ...other.file.placeOf(['recipe']), message: 'first declared here' }
      const message = `The recipe "${one.value.recipe}" is declared twice.`
      diagnostics.push(
        diagnostic('recipe.duplicate', one.file.placeOf(['recipe']), message, 'Give it another name.', [related]),
      )
    }
  }
  return { recipes: found, unread }
}

async function wordsOf(tree: Tree, path: string): Promise<readonly string[]> {
  return (
    new TextDecoder()
      .decode(await tree.read(path))
      .toLowerCase()
      .match(/[a-z]\w*/g) ?? []
  )
}
