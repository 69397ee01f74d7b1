import { version as printVersion } from '../fingerprint/print.ts'
import type { decisive } from '../recipe/choice.ts'
import type { NamedRecipe } from '../recipe/names.ts'
import type { Tree } from '../recipe/tree.ts'
import type { Recipe, Variable } from '../recipe/types.ts'
import { shapeVersion } from '../sql/parser.ts'
import { canonicalJson, sha256 } from '../text/digest.ts'
import type { WrittenNode, WrittenSource } from '../written/types.ts'
import { DamagedCache, getJson, isRecord, type Kept } from './kept.ts'
import { type NodeRow, nodeFrom, rowOf } from './node.ts'
import { isBlobKept } from './tree.ts'
import { isWrittenKept } from './written.ts'

/** To be raised when a recipe of the same files is assembled as something else. */
const version = `${shapeVersion}.${printVersion}.6`
const [filesKind, recipeKind, lateKind] = [`files ${version}`, `assembled ${version}`, `late ${version}`]

/** A recipe that was assembled before, and what its names are to the others. */
export interface KeptRecipe {
  readonly recipe: Recipe
  readonly named: NamedRecipe
}

/** The assembled recipes of a tree: what did not change is not put together again. */
export interface KeptRecipes {
  /** By path. What is found was without fault, and so was all that the files which say names say together. */
  find(): ReadonlyMap<string, KeptRecipe>
  /** Keeps a recipe that was assembled without a word; `files` is all that was looked at besides what says names. */
  put(path: string, named: NamedRecipe, recipe: Recipe, files: readonly string[]): void
  save(): void
}

/**
 * `paths` are those of the recipes. Every recipe depends on everything that says names: the project's file, all recipes
 * and ingredients, and the lock; on queries and other files only as far as it looks at them.
 */
export function keptRecipes(
  kept: Kept,
  tree: Tree,
  paths: readonly string[],
  choice: ReturnType<typeof decisive>,
): KeptRecipes {
  const recipes = new Set(paths)
  const naming = [...tree.entries].filter(([path]) => recipes.has(path) || saysNames(path)).sort(byPath)
  const key = sha256(canonicalJson([choice, paths, naming]))
  const known = getJson(kept, filesKind, key, filesFrom)
  const files = new Map<string, readonly string[]>()
  const keyOf = (path: string, looked: readonly string[]): string =>
    sha256(JSON.stringify([key, path, looked.map((one) => [one, tree.entries.get(one) ?? null])]))
  return {
    find() {
      const found = new Map<string, KeptRecipe>()
      for (const [path, looked] of known ?? []) {
        const one = recipes.has(path) ? getRecipe(kept, keyOf(path, looked)) : null
        if (one === null) continue
        found.set(path, one)
        files.set(path, looked)
      }
      return found
    },
    put(path, named, recipe, looked) {
      // The working tree may hold a file in another form than git stores: its id does not stand for what was read.
      const isKept = looked.every((one) => {
        const id = tree.entries.get(one)
        return id === undefined || (isYaml(one) ? isWrittenKept(kept, yamlKinds, id) : isBlobKept(kept, id))
      })
      // What is a step of another recipe depends on more than on the names in it.
      if (!isKept || recipe.nodes.some((node) => node.kind === 'recipe')) return
      putRecipe(kept, keyOf(path, looked), named, recipe)
      files.set(path, looked)
    },
    save() {
      const rows = [...files].sort(byPath)
      if (JSON.stringify(rows) !== JSON.stringify(known ?? [])) kept.put(filesKind, key, JSON.stringify(rows))
    },
  }
}

const yamlKinds = ['recipe', 'ingredient', 'test'] as const

function isYaml(path: string): boolean {
  return /\.ya?ml$/.test(path)
}

function saysNames(path: string): boolean {
  return (
    path === 'galley.yaml' ||
    path === 'galley.lock' ||
    path.startsWith('.galley/') ||
    path.endsWith('/ingredient.yaml') ||
    path === 'ingredient.yaml'
  )
}

function putRecipe(kept: Kept, key: string, named: NamedRecipe, recipe: Recipe): void {
  const { nodes, variables, ...rest } = recipe
  const late: string[] = []
  let length = 0
  const putLate = (text: string): readonly [number, number] => {
    late.push(text)
    length += Buffer.byteLength(text)
    return [length - Buffer.byteLength(text), length]
  }
  const rows = nodes.map((node) => rowOf(node, putLate))
  const written = putLate(JSON.stringify(named.nodes.map((node) => node.written)))
  const content = {
    recipe: rest,
    variables: [...variables],
    nodes: rows,
    sources: named.value.sources ?? null,
    names: named.nodes.map((node) => node.name),
    written,
    groups: [...named.groups],
    hidden: [...named.hidden],
    late: length,
  }
  kept.put(recipeKind, key, JSON.stringify(content))
  kept.put(lateKind, key, late.join(''))
}

const decoder = new TextDecoder()

function getRecipe(kept: Kept, key: string): KeptRecipe | null {
  return getJson(kept, recipeKind, key, (read) => {
    const late = kept.later(lateKind, key)
    if (late === null || !isContent(read)) return null
    let bytes: Uint8Array | null = null
    const getLate = (start: number, end: number): string => {
      bytes ??= late()
      if (bytes.byteLength !== read.late) throw new DamagedCache(`${read.recipe.name} is not what it was`)
      return decoder.decode(bytes.subarray(start, end))
    }
    const nodes = read.nodes.map((row) => nodeFrom(read.recipe.name, row, getLate))
    let written: readonly WrittenNode[] | null = null
    const writtenAt = (index: number): WrittenNode => {
      written ??= JSON.parse(getLate(...read.written)) as readonly WrittenNode[]
      return written[index] as WrittenNode
    }
    return {
      recipe: { ...read.recipe, variables: new Map(read.variables), nodes },
      named: {
        value: { recipe: read.recipe.name, ...(read.sources === null ? {} : { sources: read.sources }) },
        nodes: read.names.map((name, index) => ({
          name,
          get written() {
            return writtenAt(index)
          },
        })),
        groups: new Map(read.groups),
        hidden: new Set(read.hidden),
        broken: new Set(),
      },
    }
  })
}

interface Content {
  readonly recipe: Omit<Recipe, 'nodes' | 'variables'>
  readonly variables: readonly (readonly [string, Variable])[]
  readonly nodes: readonly NodeRow[]
  readonly sources: Readonly<Record<string, WrittenSource>> | null
  readonly names: readonly string[]
  readonly written: readonly [number, number]
  readonly groups: readonly (readonly [string, readonly string[]])[]
  readonly hidden: readonly string[]
  readonly late: number
}

/** The version stands in the kind and a checksum guards the bytes: this looks whether it is a recipe at all. */
function isContent(read: unknown): read is Content {
  if (!isRecord(read) || !isRecord(read.recipe) || typeof read.recipe.name !== 'string') return false
  const { variables, nodes, names, written, groups, hidden, late } = read
  return [variables, nodes, names, written, groups, hidden].every(Array.isArray) && typeof late === 'number'
}

function filesFrom(read: unknown): [string, readonly string[]][] | null {
  const isRow = (row: unknown): row is [string, readonly string[]] =>
    Array.isArray(row) && typeof row[0] === 'string' && Array.isArray(row[1])
  return Array.isArray(read) && read.every(isRow) ? read : null
}

function byPath([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1
}
