import type { Plan } from '../../recipes-schema/plan/types.ts'
import type { Galley } from '../galley.ts'
import { kitchenWork } from '../github/permissions.ts'
import type { RepositoryRef } from '../orders/order.ts'
import { readChange } from '../plans/read-change.ts'

/** The recipes that a plan runs, checks or takes something from. */
export function recipesOf(plan: Plan): string[] {
  return plan.recipes
    .filter(({ nodes, removed }) => removed.length > 0 || nodes.some((node) => node.action === 'run' || node.check))
    .map(({ recipe }) => recipe)
}

interface Place {
  readonly repository: RepositoryRef
  readonly pullRequest: number
}

/** The recipes that a pull request changes, as it is now. */
export async function changedRecipes(galley: Galley, place: Place): Promise<string[]> {
  const plan = await planOf(galley, place)
  return plan === null ? [] : recipesOf(plan)
}

/** Every node of a pull request's recipes, as `recipe.node`. */
export async function allNodes(galley: Galley, place: Place): Promise<string[]> {
  const plan = await planOf(galley, place)
  return (plan?.recipes ?? []).flatMap(({ recipe, nodes }) => nodes.map(({ node }) => `${recipe}.${node}`))
}

async function planOf(galley: Galley, { repository, pullRequest }: Place): Promise<Plan | null> {
  const client = galley.github.repository(repository, kitchenWork)
  const pull = await client.pulls.get(pullRequest)
  const { base, mergeBase } = await client.contents.compare(pull.baseBranch, pull.head)
  const change = await readChange(client, galley.projects, { base, mergeBase, head: pull.head })
  return change.type === 'planned' ? change.plan : null
}
