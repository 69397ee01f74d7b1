import type { Report } from '../../recipes-schema/report/types.ts'
import { withWarehouse } from '../commands/open.ts'
import { destroyKitchen } from '../ledger/destroy.ts'
import { migrate } from '../ledger/migrate.ts'
import { readFirmly } from '../plan/reader.ts'

import { afresh, type Errand, emptyReport } from './errand.ts'
export async function remove({ order, folder, io }: Errand): Promise<Report> {
  const started_at = io.now().toISOString()
  const head = await readFirmly(folder, afresh(io), (reader) => reader.project(order.head))
  const gone = await withWarehouse(head, folder, io, async (warehouse) => {
    await migrate(warehouse)
    return destroyKitchen(warehouse, order.environment, `${head.production.schema}__${order.environment}`)
  })
  io.err(`The kitchen ${order.environment} is gone: ${gone.names} names, ${gone.builds} builds.`)
  const message = `${gone.names} names and ${gone.builds} builds were removed.`
  return {
    ...emptyReport(order, started_at, io.now().toISOString()),
    verdict: 'pass',
    reasons: [{ code: 'nothing_to_run', subject: order.environment, message }],
  }
}
