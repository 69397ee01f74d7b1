import { underBasePolicy } from '../../recipes-schema/plan/base-policy.ts'
import { sha256 } from '../../recipes-schema/text/digest.ts'
import { type Check, gateName, planName } from '../checks/check.ts'
import { gate } from '../checks/gate.ts'
import { planOutput } from '../checks/plan-check.ts'
import type { Galley } from '../galley.ts'
import { type OrderContent, orderId, type StoredOrder } from '../orders/order.ts'
import { startOrder } from '../orders/start.ts'
import { supersede } from '../orders/supersede.ts'
import type { Change } from '../plans/read-change.ts'
import { wantedOf } from '../plans/wanted.ts'
import { isNewest } from './outcome.ts'
import type { Situation } from './refresh.ts'

type PlannedChange = Extract<Change, { type: 'planned' }>

/**
 * Requests and starts the order that runs a change in its kitchen. Answers the order's id, which is an earlier one's
 * when that already does or did the same.
 */
export async function openKitchen(galley: Galley, situation: Situation, change: PlannedChange): Promise<string> {
  const { content, same } = await ordersFor(galley, situation, change)
  if (same !== null && same.state.status !== 'requested') return same.content.id
  const id = same?.content.id ?? content.id
  if (same === null) await galley.store.orders.request(content)
  const wanted = same?.content ?? content
  await sayPlan(galley, situation, change, wanted)
  await supersede(galley, situation.client, wanted.repository, wanted.environment, id, superseder(situation))
  await startOrder(galley, situation.client, wanted, same !== null)
  return id
}

/** The order to make, and the one that has done the same and still has the last word on the commit. */
async function ordersFor(
  galley: Galley,
  situation: Situation,
  change: PlannedChange,
): Promise<{ content: OrderContent; same: StoredOrder | null }> {
  const content = orderOf(situation, change)
  const same = await sameOrder(galley, situation, content)
  const overruled =
    same?.state.status === 'judged' &&
    situation.own.some((one) => one.name === gateName) &&
    !isNewest(situation.own, gateName, same.content.id)
  if (!overruled) return { content, same }
  const id = orderId(sha256(`${content.id} ${situation.occasion.id}`))
  return { content: { ...content, id }, same: await galley.store.orders.get(id) }
}

function orderOf(
  { repository, pull, occasion, base, mergeBase, approvals }: Situation,
  { plan, head, base: baseProject, tip }: PlannedChange,
): OrderContent {
  const force = [...occasion.force].sort()
  return {
    id: orderId(sha256(JSON.stringify([repository.id, pull.number, pull.head, mergeBase, plan.digest, occasion.id]))),
    kind: 'kitchen',
    environment: pull.environment,
    head: pull.head,
    base,
    merge_base: mergeBase,
    plan_digest: plan.digest,
    pull_request: pull.number,
    actor: occasion.actor,
    force,
    repository,
    plan,
    wanted: wantedOf(plan, underBasePolicy(head, baseProject, tip)),
    title: pull.title,
    ...(occasion.accept === undefined ? {} : { accept: occasion.accept }),
    ...(occasion.fresh === undefined ? {} : { fresh: occasion.fresh }),
    ...(approvals.includes('budget') ? { approved: true as const } : {}),
    ...(pull.fork ? { fork: true as const } : {}),
    ...(pull.number === null ? { mergeGroup: true as const } : {}),
  }
}

/** The newest order that asks for the same on the same commits, unless it is to be done once more. */
async function sameOrder(galley: Galley, { occasion }: Situation, content: OrderContent): Promise<StoredOrder | null> {
  const begun = await galley.store.orders.get(content.id)
  if (begun !== null || occasion.again) return begun
  const all = await galley.store.orders.ofEnvironment(String(content.repository.id), content.environment)
  const newest = all.at(-1)
  if (newest === undefined || newest.state.status === 'superseded') return null
  const { kind, head, merge_base, plan_digest, force } = newest.content
  const equal =
    kind === 'kitchen' &&
    head === content.head &&
    merge_base === content.merge_base &&
    plan_digest === content.plan_digest &&
    force.join() === content.force.join()
  return equal ? newest : null
}

/** The plan check first: it is what people wait for. */
async function sayPlan(
  galley: Galley,
  { client, own, pull }: Situation,
  change: PlannedChange,
  content: OrderContent,
): Promise<void> {
  const { plan, head, changedFiles } = change
  const { id, environment } = content
  const said = gate({ type: 'running', plan, environment, progress: null }, client.delayedSeconds())
  const frame = { externalId: id, detailsUrl: null, actions: [] }
  const planned: Check = {
    ...frame,
    name: planName,
    conclusion: 'success',
    output: planOutput({ plan, project: head, changedFiles, next: 'runs', environment }),
  }
  const gated: Check = { ...frame, name: gateName, conclusion: said.conclusion, output: said.output }
  const existing = (check: Check) => own.find((one) => one.name === check.name && one.externalId === id)?.id
  if (existing(planned) === undefined) await client.checks.create(pull.head, planned)
  const gateId = existing(gated) ?? (await client.checks.create(pull.head, gated))
  await galley.store.orders.keepWritten(id, { gate: gateId })
}

function superseder({ pull, occasion }: Situation): string {
  return occasion.again ? `it was run again by ${occasion.actor}` : `${pull.head.slice(0, 7)} is to be run now`
}
