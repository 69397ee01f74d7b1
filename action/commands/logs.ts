import { didYouMean } from '../../recipes-schema/text/nearest.ts'
import { exits, Fault } from '../fault.ts'
import { type KeptLog, readLogs } from '../ledger/logs.ts'
import { readOrder, readReport } from '../ledger/orders.ts'
import type { AddCommand } from './command.ts'
import { inWarehouse } from './open.ts'

export const addLogs: AddCommand = (program, _io, answer) => {
  const command = program
    .command('logs')
    .description('show what the nodes of an order printed')
    .argument('<order>', 'its id, or the beginning of it')
    .argument('[node]', 'one node, as name or recipe.name')
    .addHelpText('after', '\nExample:\n  galley logs 20260131060000000-1a2b3c4d notify')
  command.action(() =>
    answer(command, async (folder, io) => {
      const [id = '', node] = command.args
      return inWarehouse(folder, io, async (warehouse) => {
        const order = await readOrder(warehouse, id)
        if (order === null) {
          const message = `There is no order ${id}, or several begin so.`
          throw new Fault('order.unknown', exits.usage, message, 'Look at `galley orders`.')
        }
        const logs = await readLogs(warehouse, order.id, null)
        const report = await readReport(warehouse, order.id)
        const known = (report?.nodes ?? []).map((one) => `${one.recipe}.${one.node}`)
        const wanted = node === undefined ? logs : logsOf(node, logs, known)
        const json = { schema_version: 1, order: order.id, logs: wanted }
        return { json, text: textOf(wanted, node !== undefined, order.verdict), exit: exits.done }
      })
    }),
  )
}

/** The logs of the nodes of that name; none for a node that printed nothing. */
function logsOf(node: string, logs: readonly KeptLog[], known: readonly string[]): KeptLog[] {
  const isMeant = (id: string): boolean => id === node || id.slice(id.indexOf('.') + 1) === node
  const ids = [...new Set([...known, ...logs.map((log) => log.node)])]
  if (ids.some(isMeant)) return logs.filter((log) => isMeant(log.node))
  const names = ids.map((id) => (node.includes('.') ? id : id.slice(id.indexOf('.') + 1)))
  throw new Fault('order.unknown_node', exits.usage, `The order has no node "${node}".`, didYouMean(node, names))
}

/** Of one node the bare lines, so that they can be piped on; of several each under its name. */
function textOf(logs: readonly KeptLog[], one: boolean, verdict: string): string {
  if (logs.length === 0) return verdict === 'running' ? 'Nothing was printed yet.' : 'Nothing was printed.'
  if (one && logs.length === 1) return logs[0]?.content ?? ''
  return logs.map(({ node, content }) => `== ${node}\n${content}`).join('\n\n')
}
