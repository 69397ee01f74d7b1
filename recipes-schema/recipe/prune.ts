import type { Choice } from './choice.ts'
import type { Node, NodeId, Recipe } from './types.ts'
import { waitsFor } from './waits-for.ts'

/** The recipes without the nodes that the variation leaves out, and without what stands on those. */
export function prune(recipes: readonly Recipe[], { variation }: Choice): readonly Recipe[] {
  const without = recipes.flatMap((recipe) => {
    const names = recipe.variations.find(({ name }) => name === variation)?.without ?? []
    return recipe.nodes.filter((node) => names.some((name) => isOf(node.name, name))).map((node) => node.id)
  })
  if (without.length === 0) return recipes
  const gone = new Set<NodeId>(without)
  const all = recipes.flatMap((recipe) => recipe.nodes)
  for (let before = -1; before !== gone.size; ) {
    before = gone.size
    for (const node of all) if (waitsFor(node).some((id) => gone.has(id))) gone.add(node.id)
  }
  return recipes.map((recipe) => ({ ...recipe, nodes: recipe.nodes.filter((node) => !gone.has(node.id)) }))
}

/** A leg of a matrix and a part of an ingredient go with the node that was written. */
function isOf(node: Node['name'], written: string): boolean {
  return node === written || node.startsWith(`${written}__`)
}
