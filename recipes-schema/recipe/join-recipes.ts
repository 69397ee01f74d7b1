import type { Node, NodeId, Recipe } from './types.ts'

/**
 * Ties recipes that are steps of others into them: a step is done when all nodes of its recipe are, and the recipe's
 * first nodes wait for what the step needs.
 */
export function joinRecipes(recipes: readonly Recipe[]): readonly Recipe[] {
  const steps = recipes.flatMap(({ nodes }) => nodes).filter((node) => node.kind === 'recipe')
  if (steps.length === 0) return recipes
  return recipes.map((recipe) => {
    const before = steps.filter((step) => step.target === recipe.name).flatMap((step) => step.upstreams)
    const own = new Set(recipe.nodes.map((node) => node.id))
    const nodes = recipe.nodes.map((node): Node => {
      if (node.kind === 'recipe') return waitingFor(node, nodesOf(recipes, node.target))
      return node.upstreams.some((id) => own.has(id)) ? node : waitingFor(node, before)
    })
    return { ...recipe, nodes }
  })
}

function nodesOf(recipes: readonly Recipe[], name: string): readonly NodeId[] {
  return recipes.find((recipe) => recipe.name === name)?.nodes.map((node) => node.id) ?? []
}

function waitingFor<N extends Node>(node: N, others: readonly NodeId[]): N {
  if (others.length === 0) return node
  const add = (ids: readonly NodeId[]): NodeId[] => [...new Set([...ids, ...others])].sort()
  return { ...node, upstreams: add(node.upstreams), whole: add(node.whole) }
}
