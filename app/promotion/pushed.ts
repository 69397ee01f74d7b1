import { isEmptyPlan } from '../../recipes-schema/plan/plan.ts'
import { sha256 } from '../../recipes-schema/text/digest.ts'
import { type Check, planName } from '../checks/check.ts'
import { diagnosticsOutput } from '../checks/diagnostics-check.ts'
import { planOutput } from '../checks/plan-check.ts'
import type { Galley } from '../galley.ts'
import { productionWork } from '../github/permissions.ts'
import type { RepositoryRef } from '../orders/order.ts'
import { type Change, readChange } from '../plans/read-change.ts'
import { orderPromotion } from './order-promotion.ts'

/** How the check's external id begins where a push changes no data, so that no order follows. */
export const pushedUnchanged = 'pushed-unchanged:'

interface Push {
  /** Where the default branch stood. */
  readonly before: string
  readonly after: string
  readonly actor: string
  /** The newest commit's first line. */
  readonly title: string
}

/**
 * Commits came to the default branch without a pull request: nobody has seen what they change, so the commit gets a plan,
 * and production follows by the same road as after a merge.
 */
export async function promotePushed(galley: Galley, repository: RepositoryRef, push: Push): Promise<void> {
  const { before, after, actor, title } = push
  const client = galley.github.repository(repository, productionWork)
  // A merge is promoted by its pull request.
  if ((await client.pulls.mergedAs(after)).length > 0) return
  const change = await readChange(client, galley.projects, { base: before, mergeBase: before, head: after })
  if (change.type === 'no_project') return
  await client.checks.create(after, planCheck(change, after))
  if (change.type === 'diagnosed' || isEmptyPlan(change.plan)) return
  await orderPromotion(galley, { repository, pull_request: null, actor, title }, change, before, after)
}

function planCheck(change: Exclude<Change, { type: 'no_project' }>, commit: string): Check {
  const empty = change.type === 'planned' && isEmptyPlan(change.plan)
  const externalId = `${empty ? pushedUnchanged : 'pushed:'}${sha256(commit).slice(0, 24)}`
  const frame = { name: planName, externalId, detailsUrl: null, actions: [] }
  if (change.type === 'diagnosed')
    return { ...frame, conclusion: 'failure', output: diagnosticsOutput(change.diagnostics, commit) }
  const { plan, head, changedFiles } = change
  const planned = { plan, project: head, changedFiles, next: 'promotes', environment: 'production' } as const
  return { ...frame, conclusion: 'success', output: planOutput(planned) }
}
