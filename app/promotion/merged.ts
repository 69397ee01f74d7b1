import { isEmptyPlan } from '../../recipes-schema/plan/plan.ts'
import { comment } from '../checks/comment.ts'
import type { Galley } from '../galley.ts'
import { productionWork } from '../github/permissions.ts'
import type { PullRequest } from '../github/pulls.ts'
import type { RepositoryClient } from '../github/repository.ts'
import { kitchenOf } from '../kitchens/environment.ts'
import { keepComment } from '../kitchens/keep-comment.ts'
import type { RepositoryRef } from '../orders/order.ts'
import { supersede } from '../orders/supersede.ts'
import { readChange } from '../plans/read-change.ts'
import { orderPromotion } from './order-promotion.ts'
import { removeKitchen } from './remove-kitchen.ts'

/** What follows a merge: the merged change is planned as it landed, and promoted if it changes anything. */
export async function promoteMerged(
  galley: Galley,
  repository: RepositoryRef,
  pull: PullRequest,
  actor: string,
): Promise<void> {
  const commit = pull.mergeCommit
  if (commit === null) return
  const client = galley.github.repository(repository, productionWork)
  const frame = { repository, pull_request: pull.number, actor, title: pull.title }
  // Production follows the default branch alone.
  if (pull.baseBranch !== repository.defaultBranch) {
    await removeKitchen(galley, client, frame, commit)
    return
  }
  const before = await landedOn(client, pull, commit)
  const change = await readChange(client, galley.projects, { base: before, mergeBase: before, head: commit })
  if (change.type === 'no_project') return
  await supersede(galley, client, repository, kitchenOf(pull.number), null, 'the pull request was merged')
  if (change.type === 'diagnosed') {
    const message = 'the recipes cannot be planned; `galley validate` names the lines.'
    await keepComment(
      galley,
      client,
      frame,
      comment({ type: 'promotion_failed', commit, message, reasons: [], runUrl: null }),
    )
    return
  }
  if (isEmptyPlan(change.plan)) {
    await keepComment(galley, client, frame, comment({ type: 'nothing_to_promote', commit }))
    await removeKitchen(galley, client, frame, commit)
    return
  }
  await orderPromotion(galley, frame, change, before, commit)
}

/**
 * The commit that production's branch stood at before the merge. A merge commit's first parent, or a squash's; a rebase
 * leaves as many commits as the pull request has, with their subjects.
 */
export async function landedOn(client: RepositoryClient, pull: PullRequest, commit: string): Promise<string> {
  const [first, second] = await client.contents.parents(commit)
  if (first === undefined) throw new Error(`The merge commit ${commit} has no parent.`)
  if (second !== undefined || pull.commits <= 1) return first
  return (await client.pulls.rebasedOnto(pull.number, commit, pull.commits)) ?? first
}
