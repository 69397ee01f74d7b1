import { exits, Fault } from '../fault.ts'
import { type OrderRecord, readOrder } from '../ledger/orders.ts'
import type { Asked } from '../run/order-request.ts'
import type { Io } from './command.ts'
import { inWarehouse } from './open.ts'
import type { RunOptions } from './run-options.ts'

/** The order that `--resume` means, to be carried out again under its own id: what it has made already is not made again. */
export interface Resumed {
  readonly order: OrderRecord
  readonly asked: Asked
}

export async function readResumed(folder: string, io: Io, options: RunOptions): Promise<Resumed | null> {
  const id = options.resume
  if (id === undefined) return null
  const given = (['base', 'head', 'select', 'from', 'only', 'force', 'date', 'var', 'variation'] as const).filter(
    (name) => options[name] !== undefined,
  )
  if (given.length > 0) {
    const names = given.map((name) => `--${name}`).join(', ')
    throw new Fault('usage.resume', exits.usage, `An order is resumed as it was asked for, without ${names}.`)
  }
  const order = await inWarehouse(folder, io, (warehouse) => readOrder(warehouse, id))
  if (order === null)
    throw new Fault(
      'order.unknown',
      exits.usage,
      `There is no order ${id}, or several begin so.`,
      'Look at `galley orders`.',
    )
  if (order.kind !== 'run' || order.request === null) {
    const message = `The order ${order.id} was not made by \`galley run\`.`
    throw new Fault('resume.kind', exits.usage, message, 'Promote again with `galley promote`.')
  }
  if (order.verdict === 'pass' || order.verdict === 'warn')
    throw new Fault(
      'resume.done',
      exits.usage,
      `The order ${order.id} ended as ${order.verdict}: nothing is left to do.`,
    )
  return { order, asked: askedOf(order.request) }
}

function askedOf(text: string): Asked {
  const { force, select, variation, variables } = JSON.parse(text) as Partial<Asked>
  return { force: force === true, select: select ?? null, variation: variation ?? null, variables: variables ?? {} }
}
