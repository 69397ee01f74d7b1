import type { Order } from '../../recipes-schema/order/types.ts'
import type { Report } from '../../recipes-schema/report/types.ts'
import type { Io } from '../commands/command.ts'
import { contains } from '../commands/revisions.ts'
import { exits, type Fault } from '../fault.ts'
import { readEnvironment } from '../ledger/environments.ts'
import { staleCheckout } from '../ledger/stale-checkout.ts'
import type { Progress } from '../run/progress.ts'
import type { Warehouse } from '../warehouses/warehouse.ts'
import type { Remote } from './checkout.ts'

export interface Errand {
  readonly order: Order
  /** The checkout at the order's head. */
  readonly folder: string
  readonly remote: Remote
  readonly jobs: number
  readonly io: Io
  readonly on: (progress: Progress) => void
}

/** A pull request's commands may have written to what an earlier order kept: an order of the App's recalls nothing. */
export function afresh({ env }: Io): { env: Io['env']; remembering: false } {
  return { env, remembering: false }
}

/** A merged commit that production is ahead of would take somebody's change back. */
export async function requireContained(
  order: Pick<Order, 'head'>,
  folder: string,
  warehouse: Warehouse,
): Promise<void> {
  const production = await readEnvironment(warehouse, 'production')
  if (await contains(folder, production.commit, order.head)) return
  throw await staleCheckout(warehouse, production, order.head, 'A newer merge was promoted first; nothing is lost.')
}

/** The report of an order that could not be carried out: the reason, and nothing that looks like work. */
export function faultReport(order: Order, fault: Fault, startedAt: string, finishedAt: string): Report {
  const { code, message, hint } = fault
  const verdict = fault.exit === exits.cancelled ? 'cancelled' : 'fail'
  return {
    ...emptyReport(order, startedAt, finishedAt),
    verdict,
    error: { code, message: message.slice(0, 4000), hint },
  }
}

export function emptyReport(order: Order, started_at: string, finished_at: string): Report {
  const { id, environment, base, head, plan_digest } = order
  return {
    schema_version: 1,
    order: { id, environment, base, head, plan_digest, started_at, finished_at },
    verdict: 'fail',
    reasons: [],
    nodes: [],
    tests: [],
    measures: [],
    diffs: [],
    alarm_budget: null,
    promotion: null,
    error: null,
  }
}
