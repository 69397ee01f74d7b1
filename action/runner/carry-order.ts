import type { Order } from '../../recipes-schema/order/types.ts'
import { underBasePolicy } from '../../recipes-schema/plan/base-policy.ts'
import { planChange } from '../../recipes-schema/plan/plan.ts'
import type { Project } from '../../recipes-schema/recipe/types.ts'
import type { Report } from '../../recipes-schema/report/types.ts'
import { acceptSignal } from '../chart/decide.ts'
import { withWarehouse } from '../commands/open.ts'
import { exits, Fault } from '../fault.ts'
import { settleOrders } from '../ledger/cut-short.ts'
import { destroyKitchen } from '../ledger/destroy.ts'
import { migrate } from '../ledger/migrate.ts'
import { readFirmly } from '../plan/reader.ts'
import { carryOut } from '../run/carry-out.ts'
import type { Secrets } from '../secrets/secrets.ts'
import type { Warehouse } from '../warehouses/warehouse.ts'
import { fetchCommit, fetchHistory, requireHead } from './checkout.ts'

import { afresh, type Errand, requireContained } from './errand.ts'
import { produce } from './produce.ts'
import { remove } from './remove.ts'
import { rollBackOrder } from './roll-back.ts'

/** Carries out what the App ordered, after making sure that it is what the App planned. */
export async function carryOrder(errand: Errand): Promise<Report> {
  const { order, folder, remote, io } = errand
  await requireHead(folder, order.head)
  if (order.kind === 'remove') return remove(errand)
  if (order.kind === 'rollback') return rollBackOrder(errand)
  if (order.kind === 'produce') return produce(errand)
  await fetchCommit(folder, remote, order.merge_base)
  if (order.kind === 'promote') await fetchHistory(folder, remote, order.head)
  if (order.kind === 'kitchen') await fetchCommit(folder, remote, order.base)
  const { head, base, tip } = await readFirmly(folder, afresh(io), async (reader) => ({
    head: await reader.project(order.head),
    base: await reader.anyProject(order.merge_base),
    tip: order.kind === 'kitchen' ? await reader.anyProject(order.base) : null,
  }))
  requireDigest(order, head, base)
  // Where a kitchen lives is policy: it comes from the default branch, not from the pull request.
  const settings = order.kind === 'kitchen' ? (tip ?? base ?? head) : head
  const carry = async (warehouse: Warehouse, secrets: Secrets): Promise<Report> => {
    await migrate(warehouse)
    await settleOrders(warehouse, io.err)
    if (order.kind === 'promote') await requireContained(order, folder, warehouse)
    else await prepareKitchen(errand, head, settings, warehouse)
    return carryOut(requestOf(errand, { head, base, tip }, settings), {
      warehouse,
      secrets,
      observing: { observers: settings.observers, root: folder, warn: io.err },
      signal: io.signal,
      on: errand.on,
      now: io.now,
    })
  }
  const target = order.kind === 'kitchen' ? 'kitchen' : 'production'
  return withWarehouse(settings, folder, io, carry, { target })
}

/** The App's plan and this one have to be the same plan: made from the same files by the same rules. */
function requireDigest(order: Order, head: Project, base: Project | null): void {
  const shas = { base: order.base, head: order.head, merge_base: order.merge_base }
  const { digest } = planChange({ base, head, shas, force: order.force })
  if (digest === order.plan_digest) return
  const hint = 'Are the App and the Action of the same version? Push again, or comment `/kitchen plan`.'
  throw new Fault(
    'plan.other_digest',
    exits.refused,
    `This checkout plans ${digest}, the App planned ${order.plan_digest}.`,
    hint,
  )
}

function requestOf(
  { order, folder, jobs, io }: Errand,
  { head, base, tip }: { readonly head: Project; readonly base: Project | null; readonly tip: Project | null },
  settings: Project,
): Parameters<typeof carryOut>[0] {
  const { production } = settings
  const promote = order.kind === 'promote'
  return {
    id: order.id,
    kind: promote ? 'promote' : 'run',
    ...(order.from === undefined ? {} : { from: order.from }),
    environment: promote
      ? { name: 'production', schema: production.schema }
      : { name: order.environment, schema: `${production.schema}__${order.environment}` },
    head: promote ? head : underBasePolicy(head, base, tip),
    // A merge makes production all that main is; a kitchen holds what its change causes.
    base: promote ? null : base,
    shas: { base: order.base, head: order.head, merge_base: order.merge_base },
    digest: order.plan_digest,
    actor: order.actor,
    pull_request: order.pull_request,
    date: io.now().toISOString().slice(0, 10),
    force: order.force,
    approved: order.approved === true,
    jobs,
    env: io.env,
    folder: async () => folder,
  }
}

/** What people have asked for goes first: an empty kitchen, and what they have said of its signals. */
async function prepareKitchen(
  { order, io }: Errand,
  head: Project,
  { production }: Project,
  warehouse: Warehouse,
): Promise<void> {
  if (order.fresh === true)
    await destroyKitchen(warehouse, order.environment, `${production.schema}__${order.environment}`)
  for (const { measure, reason, actor } of order.accept ?? []) {
    const deciding = { warehouse, project: head, name: measure, reason, actor, now: io.now() }
    try {
      await acceptSignal(deciding, order.environment)
    } catch (error) {
      // The value may be one that needs no acceptance any more; the verdict tells.
      if (!(error instanceof Fault && outlived.includes(error.code))) throw error
      io.err(`${measure} was not accepted: ${error.message}`)
    }
  }
}

/** Why an acceptance may have nothing to be about by now. */
const outlived: readonly string[] = ['chart.no_signal', 'measure.no_points', 'measure.unknown']
