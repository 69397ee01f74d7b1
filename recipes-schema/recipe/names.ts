import type { WrittenRecipe } from '../written/types.ts'
import { type NodeId, nodeId } from './types.ts'

/** What the names in a project's SQL and recipes stand for. */
export interface Names {
  /**
   * The node or source of this name as seen from a recipe: its own first, then the one other recipe's that has it.
   * `schema` is what stands before the dot; production's schema means any recipe's node.
   */
  resolve(recipe: string, schema: string | null, name: string): NodeId | null
  /** Every name that `resolve` would find from this recipe, for hints. */
  known(recipe: string): readonly string[]
  /** The names of all recipes. */
  readonly recipes: readonly string[]
}

export function namesOf(recipes: readonly WrittenRecipe[], productionSchema: string): Names {
  const own = new Map<string, Map<string, NodeId>>()
  const owners = new Map<string, NodeId[]>()
  for (const { recipe, nodes, sources } of recipes) {
    const names = new Map<string, NodeId>()
    for (const name of [...Object.keys(sources ?? {}), ...Object.keys(nodes)]) names.set(name, nodeId(recipe, name))
    own.set(recipe, names)
    for (const name of Object.keys(nodes)) owners.set(name, [...(owners.get(name) ?? []), nodeId(recipe, name)])
  }
  return {
    resolve(recipe, schema, written) {
      const name = written.toLowerCase()
      if (schema !== null && schema.toLowerCase() !== productionSchema) return null
      const elsewhere = owners.get(name) ?? []
      return own.get(recipe)?.get(name) ?? (elsewhere.length === 1 ? (elsewhere[0] ?? null) : null)
    },
    known: (recipe) => [...new Set([...(own.get(recipe)?.keys() ?? []), ...owners.keys()])],
    recipes: [...own.keys()],
  }
}
