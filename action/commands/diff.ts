import type { NodeDiff } from '../../recipes-schema/diff/types.ts'
import type { Project } from '../../recipes-schema/recipe/types.ts'
import { didYouMean } from '../../recipes-schema/text/nearest.ts'
import { exits, Fault } from '../fault.ts'
import { type EnvironmentState, readEnvironment } from '../ledger/environments.ts'
import { lastReport, reportedBuilds, seenSource } from '../ledger/kitchen-builds.ts'
import { readOrders } from '../ledger/orders.ts'
import { changedNodes, downstreamOf, hasData } from '../quality/diff/changed-nodes.ts'
import { defaultTolerance, diffNodes } from '../quality/diff/diff-nodes.ts'
import { partsOf } from '../quality/parts.ts'
import { type DiffAnswer, diffText } from '../report/diff-text.ts'
import type { Warehouse } from '../warehouses/warehouse.ts'
import type { AddCommand, Io } from './command.ts'
import { inWarehouse, readBase, readProject, withParser } from './open.ts'

interface Options {
  readonly env: string
  readonly node?: string
  readonly tolerance: string
  readonly samples: string
}

export const addDiff: AddCommand = (program, _io, answer) => {
  const command = program
    .command('diff')
    .description('what changes in the data: production against a kitchen')
    .requiredOption('--env <name>', 'the kitchen to compare with production')
    .option('--node <node>', 'this node alone')
    .option('--tolerance <part>', 'floats within this part of their size are equal', String(defaultTolerance))
    .option('--samples <n>', 'show so many rows of each kind as well: they are data', '0')
    .addHelpText('after', '\nExamples:\n  galley diff --env pr_42\n  galley diff --env dev --node orders --samples 3')
  command.action(() =>
    answer(command, async (folder, io) => {
      const options = command.opts<Options>()
      const [tolerance, samples] = [
        readNumber(options.tolerance, '--tolerance', 1),
        readNumber(options.samples, '--samples', 20),
      ]
      const found = await inWarehouse(folder, io, (warehouse) =>
        compare(warehouse, folder, io, { ...options, tolerance, samples: Math.floor(samples) }),
      )
      return { json: { schema_version: 1, ...found }, text: diffText(found, io.colour), exit: exits.done }
    }),
  )
}

interface Wanted {
  readonly env: string
  readonly node?: string
  readonly tolerance: number
  readonly samples: number
}

async function compare(warehouse: Warehouse, folder: string, io: Io, wanted: Wanted): Promise<DiffAnswer> {
  const { env, tolerance, samples } = wanted
  if (env === 'production')
    throw new Fault('diff.production', exits.usage, 'Production is what a kitchen is compared with.', 'Name a kitchen.')
  const production = await readEnvironment(warehouse, 'production')
  const kitchen = await readEnvironment(warehouse, env)
  const [order] = await readOrders(warehouse, env)
  // A change that only takes nodes away binds nothing, but there is its order.
  if (kitchen.version === 0 && order === undefined) throw await unknownKitchen(warehouse, env)
  const head = await headOf(folder, order?.head ?? kitchen.commit)
  const mergeBase = order?.merge_base ?? null
  const base = mergeBase === null ? null : await baseOf(folder, mergeBase)
  const report = await lastReport(warehouse, env)
  const made = report === null ? [] : await reportedBuilds(warehouse, report)
  const builds = new Map([...kitchen.bound, ...made])
  const changed = changedNodes(production.bound, builds, head, base)
  const all = changed.filter(hasData)
  const chosen = wanted.node === undefined ? all : all.filter(({ id }) => isNamed(id, wanted.node ?? ''))
  if (chosen.length === 0 && wanted.node !== undefined) throw notChanged(wanted.node, head, env)
  // What a failing order did not come to, and commands without a relation, are not as before either.
  const touched = new Set<string>(changed.map(({ id }) => id))
  for (const one of report?.nodes ?? []) if (one.state !== 'reused') touched.add(`${one.recipe}.${one.node}`)
  const nodes = await diffNodes(warehouse, chosen, {
    project: head,
    parts: partsOf(head, builds),
    seen: (source) => seenSource(warehouse, source, env),
    tolerance,
    samples,
    signal: io.signal,
    timeoutMs: null,
    on: ({ id }) => io.err(`  comparing ${id}`),
  })
  if (io.signal.aborted) throw new Fault('cancelled', exits.cancelled, 'Cancelled.')
  return {
    environment: env,
    production: { version: production.version },
    tolerance,
    notes: [...movedNotes(production, order?.production_version ?? null), ...failedNotes(order?.verdict ?? null)],
    nodes: nodes satisfies NodeDiff[],
    downstream: downstreamOf(head, chosen, (id) => !touched.has(id)),
  }
}

/** The project that the kitchen was made from, where this clone has it; else the working tree's. */
async function headOf(folder: string, commit: string | null): Promise<Project> {
  return withParser(async (parser) => {
    if (commit !== null && commit !== 'worktree') {
      const made = await readBase(folder, commit, parser).catch(() => null)
      if (made !== null) return made
    }
    return readProject(folder, null, parser)
  })
}

function baseOf(folder: string, commit: string): Promise<Project | null> {
  return withParser((parser) => readBase(folder, commit, parser).catch(() => null))
}

/** A kitchen stands on the data that production had when it was run. */
function movedNotes({ version }: EnvironmentState, then: number | null): DiffAnswer['notes'] {
  if (then === null || then === version) return []
  return [
    {
      code: 'production_moved',
      message: `The kitchen was made against version ${then}; production has moved on since, which shows in the differences. Run it again to compare like with like.`,
    },
  ]
}

/** An order that fails binds nothing; what it built is there to be looked at. */
function failedNotes(verdict: string | null): DiffAnswer['notes'] {
  if (verdict !== 'fail' && verdict !== 'cancelled') return []
  const how = verdict === 'fail' ? 'failed' : 'was cancelled'
  return [{ code: 'order_failed', message: `The kitchen's last order ${how}: what it built until then is compared.` }]
}

function isNamed(id: string, name: string): boolean {
  return id === name || id.slice(id.indexOf('.') + 1) === name
}

async function unknownKitchen(warehouse: Warehouse, env: string): Promise<Fault> {
  const rows = await warehouse.ledger.rows<{ name: string }>('SELECT name FROM galley.environments ORDER BY name')
  const names = rows.map(({ name }) => name).filter((name) => name !== 'production')
  const hint = didYouMean(env, names) ?? '`galley envs` lists them; `galley run --env NAME` makes one.'
  return new Fault('diff.unknown_environment', exits.usage, `There is no kitchen ${env}.`, hint)
}

function notChanged(name: string, head: Project, env: string): Fault {
  const names = head.order.map((node) => node.name)
  if (names.includes(name) || head.order.some(({ id }) => id === name))
    return new Fault('diff.not_changed', exits.usage, `${name} is the same in ${env} as in production.`)
  return new Fault('diff.unknown_node', exits.usage, `There is no node "${name}".`, didYouMean(name, names))
}

function readNumber(text: string, option: string, most: number): number {
  const value = Number(text)
  if (text.trim() !== '' && value >= 0 && value <= most) return value
  throw new Fault('usage', exits.usage, `${option} is a number from 0 to ${most}, not "${text}".`)
}
