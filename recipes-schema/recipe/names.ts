import type { WrittenNode, WrittenRecipe } from '../written/types.ts'
import type { ExpandedRecipe } from './expand/expanded.ts'
import { type NodeId, nodeId } from './types.ts'

/** What the names in a project's SQL and recipes stand for. */
export interface Names {
  /**
   * The node or source of this name as seen from a recipe: its own first, then the one other recipe's that has it.
   * `schema` is what stands before the dot; production's schema means any recipe's node, another one a source's table.
   */
  resolve(recipe: string, schema: string | null, name: string): NodeId | null
  /** The node or source of exactly this name in a recipe, also one that only its ingredient may read. */
  within(recipe: string, name: string): NodeId | null
  /** Every node that a name in `needs` stands for: the legs of a matrix, or the one of that name. */
  all(recipe: string, name: string): readonly NodeId[]
  /** Every name that `resolve` would find from this recipe, for hints. */
  known(recipe: string): readonly string[]
  /**
   * True for what a file that could not be read may make, or an ingredient that could not be: that it is unknown needs
   * no saying.
   */
  mayBe(recipe: string, name: string): boolean
  /** True for a relation that Galley itself makes: a build, or a name of production's for a node. */
  isMade(schema: string | null, name: string): boolean
  /** What a node is as it was written; null for a source. */
  written(id: NodeId): WrittenNode | null
  /** The names of all recipes. */
  readonly recipes: readonly string[]
}

/** What others see of a recipe. */
export interface NamedRecipe extends Pick<ExpandedRecipe, 'groups' | 'hidden' | 'broken'> {
  readonly value: Pick<WrittenRecipe, 'recipe' | 'sources'>
  readonly nodes: readonly { readonly name: string; readonly written: WrittenNode }[]
}

/** `unread`: every word, in lower case, of the recipes that could not be read. */
export function namesOf(
  recipes: readonly NamedRecipe[],
  productionSchema: string,
  unread: ReadonlySet<string> = new Set(),
): Names {
  const own = new Map(recipes.map((recipe) => [recipe.value.recipe, ownNames(recipe)]))
  const owners = new Map<string, NodeId[]>()
  const made = new Map<NodeId, NamedRecipe['nodes'][number]>()
  for (const { value, nodes, hidden } of recipes) {
    for (const node of nodes) {
      const id = nodeId(value.recipe, node.name)
      made.set(id, node)
      if (hidden.has(node.name)) continue
      const others = owners.get(node.name)
      if (others === undefined) owners.set(node.name, [id])
      else others.push(id)
    }
  }
  const resolve: Names['resolve'] = (recipe, schema, name) => {
    const lower = name.toLowerCase()
    const table = schema === null ? null : own.get(recipe)?.tables.get(`${schema}.${name}`.toLowerCase())
    if (table) return table
    if (schema !== null && schema.toLowerCase() !== productionSchema) return null
    const elsewhere = owners.get(lower) ?? []
    const only = elsewhere.length === 1 ? (elsewhere[0] ?? null) : null
    return own.get(recipe)?.names.get(lower) ?? only
  }
  return {
    resolve,
    within(recipe, name) {
      const id = nodeId(recipe, name)
      return made.has(id) ? id : resolve(recipe, null, name)
    },
    all(recipe, name) {
      const legs = own.get(recipe)?.groups.get(name)
      if (legs !== undefined) return legs
      const found = resolve(recipe, null, name)
      return found === null ? [] : [found]
    },
    known: (recipe) => [...new Set([...(own.get(recipe)?.names.keys() ?? []), ...owners.keys()])],
    mayBe(recipe, name) {
      const broken = recipes.find(({ value }) => value.recipe === recipe)?.broken ?? new Set()
      // Legs and parts are called after what is written.
      return writtenNames(name.toLowerCase()).some((one) => unread.has(one) || broken.has(one))
    },
    isMade(schema, name) {
      const lower = schema?.toLowerCase()
      return lower === 'galley_builds' || (lower === productionSchema && owners.has(name.toLowerCase()))
    },
    written: (id) => made.get(id)?.written ?? null,
    recipes: [...own.keys()],
  }
}

/** `a__b__c` and all that it may be a leg or a part of: `a__b`, `a`. */
function writtenNames(name: string): string[] {
  const names = [name]
  for (let at = name.lastIndexOf('__'); at > 0; at = name.lastIndexOf('__', at - 1)) names.push(name.slice(0, at))
  return names
}

interface OwnNames {
  readonly names: ReadonlyMap<string, NodeId>
  /** Sources by the real names of their tables. */
  readonly tables: ReadonlyMap<string, NodeId>
  readonly groups: ReadonlyMap<string, readonly NodeId[]>
}

function ownNames({ value: { recipe, sources = {} }, nodes, groups, hidden }: NamedRecipe): OwnNames {
  const open = nodes.filter((node) => !hidden.has(node.name)).map((node) => node.name)
  const tables = Object.entries(sources).flatMap(([name, { table }]) =>
    table?.includes('.') ? [[table.toLowerCase(), nodeId(recipe, name)] as const] : [],
  )
  return {
    names: new Map([...Object.keys(sources), ...open].map((name) => [name, nodeId(recipe, name)])),
    tables: new Map(tables),
    groups: new Map([...groups].map(([name, legs]) => [name, legs.map((leg) => nodeId(recipe, leg))])),
  }
}
