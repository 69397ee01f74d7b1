import { isEmptyPlan } from '../../recipes-schema/plan/plan.ts'
import { gateName, planName } from '../checks/check.ts'
import type { Galley } from '../galley.ts'
import type { OwnChecks } from '../github/checks.ts'
import type { RepositoryClient } from '../github/repository.ts'
import type { RepositoryRef, StoredOrder } from '../orders/order.ts'
import { readChange } from '../plans/read-change.ts'
import { landedOn } from '../promotion/merged.ts'
import { pushedUnchanged } from '../promotion/pushed.ts'

/** What a deployment is told: to go on, to go no further, or to wait. */
export interface Answer {
  readonly state: 'approved' | 'rejected' | 'waiting'
  /** For the page where people look at the deployment. */
  readonly comment: string
}

/**
 * Galley's verdict on a commit: production's where it was promoted, else its gate, else that it changes no data. What
 * nobody has judged waits: nothing is green because nobody looked.
 */
export async function verdictOn(
  galley: Galley,
  client: RepositoryClient,
  repository: RepositoryRef,
  commit: string,
): Promise<Answer> {
  const orders = await galley.store.orders.ofEnvironment(String(repository.id), 'production')
  const promotion = orders.findLast(({ content }) => content.kind === 'promote' && content.head === commit)
  if (promotion !== undefined) return ofPromotion(promotion)
  const own = await client.checks.own(commit)
  return ofGate(own) ?? ofPushedPlan(own) ?? (await ofChange(galley, client, commit))
}

function ofPromotion({ state, content }: StoredOrder): Answer {
  switch (state.status) {
    case 'judged':
      return state.verdict === 'pass' || state.verdict === 'warn'
        ? { state: 'approved', comment: `Production has it: ${content.id}.` }
        : { state: 'rejected', comment: `Its promotion did not go well, and production is unchanged: ${content.id}.` }
    case 'failed':
    case 'refused':
      return { state: 'rejected', comment: `Its promotion did not go well: ${state.message}` }
    case 'superseded':
      return { state: 'rejected', comment: `Its promotion was stopped: ${state.by}.` }
    default:
      return { state: 'waiting', comment: `Waits for its promotion to production: ${content.id}.` }
  }
}

function ofGate(own: OwnChecks): Answer | null {
  const gate = newest(own, gateName)
  if (gate === null) return null
  if (gate.conclusion === 'success') return { state: 'approved', comment: `The check ${gateName} is green.` }
  if (gate.conclusion === null || gate.conclusion === 'action_required')
    return { state: 'waiting', comment: `Waits for the check ${gateName}.` }
  return { state: 'rejected', comment: `The check ${gateName} says ${gate.conclusion}.` }
}

/** A direct push gets a plan on its commit, and an order when it changes anything. */
function ofPushedPlan(own: OwnChecks): Answer | null {
  const plan = newest(own, planName)
  if (!plan?.externalId?.startsWith('pushed')) return null
  if (plan.conclusion !== 'success') return { state: 'rejected', comment: 'Its recipes cannot be read.' }
  const unchanged = plan.externalId.startsWith(pushedUnchanged)
  return unchanged
    ? { state: 'approved', comment: 'It changes no data.' }
    : { state: 'waiting', comment: 'Waits for its promotion to production.' }
}

function newest(own: OwnChecks, name: string): OwnChecks[number] | null {
  const named = own.filter((one) => one.name === name)
  return named.sort((a, b) => Number(BigInt(b.id) - BigInt(a.id)))[0] ?? null
}

async function ofChange(galley: Galley, client: RepositoryClient, commit: string): Promise<Answer> {
  const [merged] = await client.pulls.mergedAs(commit)
  const before = merged === undefined ? commit : await landedOn(client, await client.pulls.get(merged), commit)
  const change = await readChange(client, galley.projects, { base: before, mergeBase: before, head: commit })
  if (change.type === 'no_project') return { state: 'approved', comment: 'It has no recipes.' }
  if (change.type === 'diagnosed') return { state: 'rejected', comment: 'Its recipes cannot be read.' }
  if (merged === undefined)
    return {
      state: 'waiting',
      comment: 'No pull request and no push to the default branch had Galley judge this commit.',
    }
  if (isEmptyPlan(change.plan)) return { state: 'approved', comment: `It changes no data: #${merged}.` }
  return { state: 'waiting', comment: `Waits for the promotion of #${merged}.` }
}
