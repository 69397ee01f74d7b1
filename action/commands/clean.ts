import type { Project } from '../../recipes-schema/recipe/types.ts'
import { count } from '../../recipes-schema/text/count.ts'
import { exits, Fault } from '../fault.ts'
import { findLeftovers, type Leftover, type Retention, removeLeftovers } from '../ledger/clean.ts'
import { destroyKitchen } from '../ledger/destroy.ts'
import { readVersions } from '../ledger/environments.ts'
import { forgetOrders } from '../ledger/orders.ts'
import { table } from '../report/table.ts'
import type { Warehouse } from '../warehouses/warehouse.ts'
import type { AddCommand } from './command.ts'
import { inProject } from './open.ts'

/** How many versions of production can be gone back to, where galley.yaml says nothing. */
const defaultVersions = 20

interface Cleaned {
  readonly kitchens: readonly string[]
  readonly leftovers: readonly Leftover[]
}

export const addClean: AddCommand = (program, _io, answer) => {
  const command = program
    .command('clean')
    .description('remove kitchens that nobody touches and builds that nobody needs any more')
    .option('--dry-run', 'only say what would go, and how many bytes')
    .addHelpText('after', '\nExample:\n  galley clean --dry-run')
  command.action(() =>
    answer(command, async (folder, io) => {
      const dry = command.opts<{ dryRun?: boolean }>().dryRun === true
      const cleaned = await inProject(folder, io, (warehouse, project) => clean(warehouse, project, io.now(), dry))
      const bytes = cleaned.leftovers.reduce((sum, one) => sum + (one.bytes ?? 0), 0)
      const json = { schema_version: 1, dry_run: dry, bytes, kitchens: cleaned.kitchens, removed: cleaned.leftovers }
      return { json, text: textOf(cleaned, bytes, dry), exit: exits.done }
    }),
  )
}

async function clean(warehouse: Warehouse, project: Project, now: Date, dry: boolean): Promise<Cleaned> {
  await refuseRunning(warehouse)
  const kitchens = await staleKitchens(warehouse, project, now)
  if (!dry) for (const name of kitchens) await destroyKitchen(warehouse, name, `${project.production.schema}__${name}`)
  const leftovers = await findLeftovers(warehouse, await retentionOf(warehouse, project, now))
  if (!dry) await removeLeftovers(warehouse, leftovers)
  const orders = project.retention?.orders ?? null
  if (!dry && orders !== null) await forgetOrders(warehouse, new Date(now.getTime() - orders * 1000).toISOString())
  return { kitchens, leftovers }
}

/** A running order may need a build that nobody is bound to yet. Those that were cut short are told from it before. */
async function refuseRunning({ ledger }: Warehouse): Promise<void> {
  const running = await ledger.rows<{ id: string }>(
    "SELECT id FROM galley.orders WHERE verdict = 'running' ORDER BY id",
  )
  if (running.length === 0) return
  const message = `Nothing was removed: ${count(running.length, 'order')} ${running.length === 1 ? 'is' : 'are'} running (${running.map(({ id }) => id).join(', ')}).`
  throw new Fault('clean.running', exits.refused, message, 'Try again when they have ended.')
}

async function staleKitchens({ ledger }: Warehouse, { kitchen }: Project, now: Date): Promise<string[]> {
  if (kitchen.ttl === null) return []
  const rows = await ledger.rows<{ environment: string }>(
    `SELECT environment FROM galley.versions WHERE environment <> 'production'
     GROUP BY environment HAVING max(created_at) < $1 ORDER BY environment`,
    [new Date(now.getTime() - kitchen.ttl * 1000).toISOString()],
  )
  return rows.map(({ environment }) => environment)
}

async function retentionOf(warehouse: Warehouse, { retention }: Project, now: Date): Promise<Retention> {
  const versions = await readVersions(warehouse, 'production')
  const oldest = versions[(retention?.versions ?? defaultVersions) - 1]
  const young = retention?.builds ?? 0
  return { oldestVersion: oldest?.version ?? 0, madeAfter: new Date(now.getTime() - young * 1000).toISOString() }
}

function textOf({ kitchens, leftovers }: Cleaned, bytes: number, dry: boolean): string {
  if (kitchens.length + leftovers.length === 0) return 'There is nothing to remove.'
  const would = dry ? 'would go' : 'are gone'
  const rows = leftovers.map((one) => [
    one.relation ?? '',
    one.node ?? 'cut short',
    one.bytes === null ? '' : String(one.bytes),
  ])
  const gone = `${count(kitchens.length, 'kitchen')} and ${count(leftovers.length, 'build')} ${would}, ${bytes} bytes.`
  const named = kitchens.length === 0 ? [] : [`Kitchens: ${kitchens.join(', ')}.`]
  return [...(leftovers.length === 0 ? [] : [table(['relation', 'of', 'bytes'], rows)]), ...named, gone].join('\n')
}
