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

/** The recipes that a pull request changes, as it is now. */
export async function changedRecipes(
  galley: Galley,
  { repository, pullRequest }: { readonly repository: RepositoryRef; readonly pullRequest: number },
): Promise<string[]> {
  const client = galley.github.repository(repository, kitchenWork)
  const pull = await client.pulls.get(pullRequest)
  const { base, mergeBase } = await client.contents.compare(pull.baseBranch, pull.head)
  const change = await readChange(client, galley.projects, { base, mergeBase, head: pull.head })
  return change.type === 'planned' ? recipesOf(change.plan) : []
}
