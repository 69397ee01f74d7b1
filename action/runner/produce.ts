import type { Order } from '../../recipes-schema/order/types.ts'
import type { Report } from '../../recipes-schema/report/types.ts'
import { withWarehouse } from '../commands/open.ts'
import { choiceOf, withSelection } from '../commands/run-options.ts'
import { settleOrders } from '../ledger/cut-short.ts'
import { migrate } from '../ledger/migrate.ts'
import { readFirmly } from '../plan/reader.ts'
import { carryOut } from '../run/carry-out.ts'
import type { Secrets } from '../secrets/secrets.ts'
import type { Warehouse } from '../warehouses/warehouse.ts'
import { fetchHistory } from './checkout.ts'

import { afresh, type Errand, requireContained } from './errand.ts'
/** One recipe in production, on the newest data that there is. */
export async function produce({ order, folder, remote, jobs, io, on }: Errand): Promise<Report> {
  const { recipe, variation, date } = order.produce ?? missing(order)
  await fetchHistory(folder, remote, order.head)
  const asked = { force: false, select: `recipe:${recipe}`, variation, variables: {} }
  const head = await readFirmly(folder, afresh(io), (reader) =>
    reader.project(order.head, null, choiceOf('production', asked)),
  )
  const request = {
    ...{ id: order.id, kind: 'run' as const, head, base: null, digest: null, date, jobs, env: io.env },
    ...{ actor: order.actor, pull_request: order.pull_request, folder: async () => folder },
    environment: { name: 'production', schema: head.production.schema },
    shas: { base: null, head: order.head, merge_base: null },
  }
  const carry = async (warehouse: Warehouse, secrets: Secrets): Promise<Report> => {
    await migrate(warehouse)
    await settleOrders(warehouse, io.err)
    await requireContained(order, folder, warehouse)
    const observing = { observers: head.observers, root: folder, warn: io.err }
    return carryOut(withSelection(request, asked), {
      warehouse,
      secrets,
      observing,
      signal: io.signal,
      on,
      now: io.now,
    })
  }
  return withWarehouse(head, folder, io, carry, { target: 'production' })
}

function missing(order: Order): never {
  throw new Error(`The order ${order.id} does not say what it produces.`)
}
