import type { RecipeNode, SyncNode } from '../../recipes-schema/recipe/types.ts'
import type { Made } from './node.ts'

/**
 * Makes nothing: that it ran says that all it waits for has ended. A sub-recipe is such a node as well, for its nodes
 * are nodes of the same graph.
 */
export async function runSync(_node: SyncNode | RecipeNode): Promise<Made> {
  return { relation: null, is_view: false, outputs: {} }
}
