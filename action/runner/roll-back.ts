import type { Report } from '../../recipes-schema/report/types.ts'
import { withWarehouse } from '../commands/open.ts'
import { settleOrders } from '../ledger/cut-short.ts'
import { migrate } from '../ledger/migrate.ts'
import { readFirmly } from '../plan/reader.ts'
import { rollBack } from '../run/roll-back.ts'

import { afresh, type Errand, emptyReport } from './errand.ts'
export async function rollBackOrder({ order, folder, io }: Errand): Promise<Report> {
  const started_at = io.now().toISOString()
  const head = await readFirmly(folder, afresh(io), (reader) => reader.project(order.head))
  const { from, to, restored, bound, unbound } = await withWarehouse(head, folder, io, async (warehouse) => {
    await migrate(warehouse)
    await settleOrders(warehouse, io.err)
    return rollBack(warehouse, {
      version: order.to_version ?? null,
      schema: head.production.schema,
      order_id: order.id,
      actor: order.actor,
      pull_request: order.pull_request,
      now: io.now(),
    })
  })
  const message = `Production is at version ${to} now: what version ${restored} was.`
  io.err(message)
  return {
    ...emptyReport(order, started_at, io.now().toISOString()),
    verdict: 'pass',
    reasons: [{ code: 'nothing_to_run', subject: order.environment, message }],
    promotion: { road: 'swap', from_version: from, to_version: to, bound: [...bound], unbound: [...unbound] },
  }
}
