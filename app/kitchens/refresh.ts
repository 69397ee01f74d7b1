import type { Galley } from '../galley.ts'
import type { OwnChecks } from '../github/checks.ts'
import { kitchenWork } from '../github/permissions.ts'
import type { PullRequest } from '../github/pulls.ts'
import type { RepositoryClient } from '../github/repository.ts'
import type { OrderContent, RepositoryRef } from '../orders/order.ts'
import { readChange } from '../plans/read-change.ts'
import type { Approved } from '../store/decisions.ts'
import { type Decision, decide, type Wish } from './decide.ts'
import { kitchenOf } from './environment.ts'
import { openKitchen } from './open.ts'
import { sayOutcome } from './outcome.ts'

/** Why a pull request is looked at. */
export interface Occasion {
  /** Unique to what happened, equal when it is worked again: what is made for it is made once. */
  readonly id: string
  readonly actor: string
  readonly wish: Wish
  /** Nodes to run although the plan would reuse them, as `recipe.node`. */
  readonly force: readonly string[]
  /** True when the same thing is to be done once more on the same commits. */
  readonly again: boolean
  /** Signals that somebody who may has accepted just now. */
  readonly accept?: OrderContent['accept']
  /** The kitchen is to be emptied first. */
  readonly fresh?: true
}

/** What may get a kitchen: a pull request's head, or what a merge queue is about to merge. */
export interface Candidate extends Pick<PullRequest, 'head' | 'title' | 'fork' | 'draft'> {
  /** Null for a merge group, which is of several pull requests. */
  readonly number: number | null
  readonly environment: string
}

/** All that is known of a head once it was planned. */
export interface Situation {
  readonly repository: RepositoryRef
  readonly client: RepositoryClient
  readonly pull: Candidate
  readonly occasion: Occasion
  readonly own: OwnChecks
  readonly base: string
  readonly mergeBase: string
  /** What somebody who may has approved of this very head. */
  readonly approvals: readonly Approved[]
}

export type Refreshed =
  | { readonly type: 'closed' }
  | { readonly type: 'decided'; readonly decision: Decision; readonly orderId: string | null }

/**
 * Brings a pull request's checks and kitchen in line with what the pull request is now. It starts from the present
 * state, not from what a webhook said, so it does not matter in which order webhooks come, or how often.
 */
export async function refreshKitchen(
  galley: Galley,
  repository: RepositoryRef,
  number: number,
  occasion: Occasion,
): Promise<Refreshed> {
  const client = galley.github.repository(repository, kitchenWork)
  const pull = await client.pulls.get(number)
  if (!pull.open) return { type: 'closed' }
  const headTree = client.contents.tree(pull.head)
  const [{ base, mergeBase }, own, approvals] = await Promise.all([
    client.contents.compare(pull.baseBranch, pull.head),
    client.checks.own(pull.head),
    galley.store.decisions.approvalsOf(String(repository.id), number, pull.head),
    headTree,
  ])
  const commits = { base, mergeBase, head: pull.head }
  const change = await readChange(client, galley.projects, commits, { force: occasion.force, headTree })
  // A gate belongs to a commit, whatever it is to be merged into: only the way to production may speak on it.
  const toProduction = pull.baseBranch === repository.defaultBranch
  const wish = toProduction ? occasion.wish : 'plan_only'
  const decision = decide(change, { ...pull, approved: approvals.includes('fork') }, wish)
  const situation: Situation = {
    ...{ repository, client, own, base, mergeBase, approvals },
    pull: { ...pull, environment: kitchenOf(number) },
    occasion: { ...occasion, wish },
  }
  return act(galley, situation, decision)
}

/** Does what was decided: an order, or words. */
export async function act(galley: Galley, situation: Situation, decision: Decision): Promise<Refreshed> {
  if (decision.type === 'order')
    return { type: 'decided', decision, orderId: await openKitchen(galley, situation, decision.change) }
  await sayOutcome(galley, situation, decision)
  return { type: 'decided', decision, orderId: null }
}
