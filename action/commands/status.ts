import type { VerdictReason } from '../../recipes-schema/report/types.ts'
import { exits, Fault } from '../fault.ts'
import { readEnvironment } from '../ledger/environments.ts'
import { type OrderRecord, readOrders, readReport } from '../ledger/orders.ts'
import type { Warehouse } from '../warehouses/warehouse.ts'
import type { AddCommand } from './command.ts'
import { inWarehouse } from './open.ts'

/** Where an environment stands, and how its last order went. */
interface Status {
  readonly name: string
  /** 0: nothing was ever bound. */
  readonly version: number
  readonly commit: string | null
  readonly names: number
  /** Orders that run, or that were cut short. */
  readonly running: readonly string[]
  readonly last_order: Pick<OrderRecord, 'id' | 'verdict' | 'head' | 'actor' | 'started_at' | 'finished_at'> | null
  /** What speaks against the last order. */
  readonly reasons: readonly VerdictReason[]
}

export const addStatus: AddCommand = (program, _io, answer) => {
  const command = program
    .command('status')
    .description('say where production and the kitchens stand, and how their last orders went')
    .option('--env <name>', 'of one environment')
    .addHelpText('after', '\nExample:\n  galley status --env pr_42')
  command.action(() =>
    answer(command, async (folder, io) => {
      const { env } = command.opts<{ env?: string }>()
      const environments = await inWarehouse(folder, io, (warehouse) => statusOf(warehouse, env ?? null))
      const text = environments.length === 0 ? 'There is no environment yet.' : environments.map(textOf).join('\n\n')
      return { json: { schema_version: 1, environments }, text, exit: exits.done }
    }),
  )
}

async function statusOf(warehouse: Warehouse, env: string | null): Promise<Status[]> {
  const orders = await readOrders(warehouse, env)
  const bound = await warehouse.ledger.rows<{ name: string }>('SELECT name FROM galley.environments ORDER BY name')
  const names = [...new Set([...bound.map(({ name }) => name), ...orders.map((order) => order.environment)])].sort()
  if (env !== null && !names.includes(env)) {
    const hint = names.length > 0 ? `There are ${names.join(', ')}.` : 'Look at `galley envs`.'
    throw new Fault('environment.unknown', exits.usage, `There is no environment ${env}.`, hint)
  }
  const found: Status[] = []
  for (const name of env === null ? names : [env]) {
    const { version, commit, bound: builds } = await readEnvironment(warehouse, name)
    const own = orders.filter((order) => order.environment === name)
    const last = own.find((order) => order.verdict !== 'running') ?? null
    const report = last === null ? null : await readReport(warehouse, last.id)
    found.push({
      name,
      version,
      commit,
      names: [...builds.values()].filter((build) => build.kind !== 'source').length,
      running: own.filter((order) => order.verdict === 'running').map((order) => order.id),
      last_order: last === null ? null : summaryOf(last),
      reasons: (report?.reasons ?? []).filter(({ code }) => code !== 'all_passed' && code !== 'nothing_to_run'),
    })
  }
  return found
}

function summaryOf({ id, verdict, head, actor, started_at, finished_at }: OrderRecord): Status['last_order'] {
  return { id, verdict, head, actor, started_at, finished_at }
}

function textOf({ name, version, commit, names, running, last_order, reasons }: Status): string {
  const at = commit === null ? '' : `, commit ${commit.slice(0, 10)}`
  const lines = [version === 0 ? `${name}  nothing bound yet` : `${name}  version ${version}${at}, ${names} names`]
  if (last_order !== null)
    lines.push(
      `  last order ${last_order.id}: ${last_order.verdict}, by ${last_order.actor}, ${last_order.finished_at}`,
    )
  for (const { subject, message } of reasons) lines.push(`    ${subject}: ${message}`)
  for (const id of running) lines.push(`  order ${id} runs, or was cut short: galley run --resume ${id}`)
  return lines.join('\n')
}
