import { planChange } from '../../recipes-schema/plan/plan.ts'
import { readUnitTests } from '../../recipes-schema/quality/unit/read.ts'
import type { UnitTest } from '../../recipes-schema/quality/unit/types.ts'
import type { Node, NodeId, Project } from '../../recipes-schema/recipe/types.ts'
import { didYouMean } from '../../recipes-schema/text/nearest.ts'
import { exits, Fault } from '../fault.ts'
import { workingTree } from '../git/tree.ts'
import { readDecisions } from '../ledger/chart-decisions.ts'
import { type EnvironmentState, readEnvironment } from '../ledger/environments.ts'
import { readHistory } from '../ledger/measure-history.ts'
import { migrate } from '../ledger/migrate.ts'
import { identitiesOf, type Judging } from '../quality/judge-measures.ts'
import { mutateNode, type NodeMutation } from '../quality/mutate/mutate-node.ts'
import { mutateText } from '../quality/mutate/mutate-text.ts'
import { openScratch } from '../quality/mutate/scratch.ts'
import type { Laboratory } from '../quality/mutate/subject.ts'
import { type Memory, openMemory } from '../quality/unit/memory.ts'
import { runUnitTest } from '../quality/unit/run-unit-test.ts'
import { interruptOnAbort } from '../run/interrupt.ts'
import { openVariables } from '../run/open-variables.ts'
import { orderId } from '../run/order-id.ts'
import type { Warehouse } from '../warehouses/warehouse.ts'
import type { AddCommand, Io } from './command.ts'
import { readBase, readProject, withParser, withWarehouse } from './open.ts'
import { revisionsOf } from './revisions.ts'

interface Options {
  readonly env: string
  readonly base?: string
  readonly seed: string
  readonly minScore?: string
}

export const addMutate: AddCommand = (program, _io, answer) => {
  const command = program
    .command('mutate')
    .description('seed faults into copies of the data and the SQL, and say which tests and charts see them')
    .argument('[nodes...]', 'only these nodes')
    .option('--env <name>', 'whose builds are copied', 'production')
    .option('--base <rev>', 'only the nodes that differ from there')
    .option('--seed <n>', 'which rows the faults are in', '1')
    .option('--min-score <percent>', 'fail when fewer faults are caught')
    .addHelpText('after', '\nExamples:\n  galley mutate arrivals\n  galley mutate --env pr_42 --base main --json')
  command.action((names: string[]) =>
    answer(command, async (folder, io) => {
      const options = command.opts<Options>()
      const least = options.minScore === undefined ? null : percentOf(options.minScore)
      const nodes = await mutate(folder, io, names, options)
      const [caught, all] = nodes.reduce(([a, b], one) => [a + one.caught, b + one.caught + one.survived], [0, 0])
      const score = all === 0 ? null : caught / all
      const failed = least !== null && (score === null || score < least)
      return {
        json: {
          schema_version: 1,
          environment: options.env,
          seed: Number(options.seed),
          score,
          caught,
          survived: all - caught,
          nodes,
        },
        text: mutateText(nodes, score, io.colour),
        exit: failed ? exits.failed : exits.done,
      }
    }),
  )
}

/** Mutates the chosen nodes one after another; the environment's builds and names are only read. */
async function mutate(folder: string, io: Io, names: readonly string[], options: Options): Promise<NodeMutation[]> {
  const seed = Number(options.seed)
  if (!Number.isSafeInteger(seed))
    throw new Fault('usage', exits.usage, `--seed ${options.seed} is not a whole number.`)
  return withParser(async (parser) => {
    const project = await readProject(folder, null, parser)
    const wanted = named(project, names)
    const changed = options.base === undefined ? null : await changedNodes(folder, options.base, project, parser)
    return withWarehouse(project, folder, io, async (warehouse) => {
      await migrate(warehouse)
      const production = await readEnvironment(warehouse, 'production')
      const builds = await buildsIn(warehouse, options.env, production)
      const nodes = chosen(project, { wanted, changed, builds })
      const session = await warehouse.session('mutate')
      const memory = await openMemory()
      const unwatch = interruptOnAbort(io.signal, session)
      const scratch = await openScratch(warehouse, orderId(io.now()))
      try {
        const lab: Laboratory = {
          warehouse,
          session,
          project,
          parser,
          scratch,
          builds,
          production: production.bound,
          judging: await judgingOf(nodes, project, warehouse, io),
          values: {
            env: openVariables(io.env),
            order: { id: 'mutate', date: io.now().toISOString().slice(0, 10), environment: options.env },
          },
          unitTests: await passingUnitTests(folder, project, memory),
          memory,
          folder,
          seed,
          now: io.now().getTime(),
        }
        return await mutateAll(nodes, lab, io)
      } finally {
        unwatch()
        memory.close()
        session.close()
        await scratch.close()
      }
    })
  })
}

async function mutateAll(nodes: readonly Node[], lab: Laboratory, io: Io): Promise<NodeMutation[]> {
  const found: NodeMutation[] = []
  for (const [index, node] of nodes.entries()) {
    let faults = 0
    io.err(`${index + 1} of ${nodes.length}: ${node.id}`)
    found.push(
      await mutateNode(node, lab, () => {
        if (io.signal.aborted) throw new Fault('cancelled', exits.cancelled, 'Cancelled.')
        if (++faults % 25 === 0) io.err(`  ${faults} faults`)
      }),
    )
  }
  return found
}

/** Faults are judged as a new day of production would be. */
async function judgingOf(nodes: readonly Node[], project: Project, warehouse: Warehouse, io: Io): Promise<Judging> {
  const ids = nodes.map(({ id }) => id)
  const identities = identitiesOf(project, ids)
  return {
    project,
    history: await readHistory(warehouse, identities),
    decisions: await readDecisions(warehouse, identities),
    changes: [],
    fingerprintOf: () => null,
    environment: 'production',
    date: io.now().toISOString().slice(0, 10),
    seen: new Map(),
  }
}

/** A test that fails already sees no fault. */
async function passingUnitTests(folder: string, project: Project, memory: Memory): Promise<UnitTest[]> {
  const { tests } = await readUnitTests(await workingTree(folder), project)
  const passing: UnitTest[] = []
  for (const test of tests)
    if ((await runUnitTest(test, project, memory, folder)).state === 'passed') passing.push(test)
  return passing
}

/** The environment's builds; a kitchen holds what differs, and production the rest. */
async function buildsIn(
  warehouse: Warehouse,
  name: string,
  production: EnvironmentState,
): Promise<EnvironmentState['bound']> {
  if (name === 'production') return production.bound
  const kitchen = await readEnvironment(warehouse, name)
  if (kitchen.version > 0) return new Map([...production.bound, ...kitchen.bound])
  throw new Fault(
    'mutate.no_environment',
    exits.usage,
    `There is no kitchen ${name}.`,
    'Run it first: `galley run --env NAME`.',
  )
}

function named(project: Project, names: readonly string[]): ReadonlySet<NodeId> | null {
  if (names.length === 0) return null
  return new Set(
    names.map((name) => {
      const found = project.order.find((node) => node.name === name || node.id === name)
      if (found !== undefined) return found.id
      const hint = didYouMean(
        name,
        project.order.map((node) => node.name),
      )
      throw new Fault('mutate.unknown_node', exits.usage, `There is no node "${name}".`, hint)
    }),
  )
}

async function changedNodes(
  folder: string,
  base: string,
  head: Project,
  parser: Parameters<Parameters<typeof withParser>[0]>[0],
): Promise<ReadonlySet<NodeId>> {
  const { headCommit: _, ...shas } = await revisionsOf(folder, { base })
  const before = shas.merge_base === null ? null : await readBase(folder, shas.merge_base, parser)
  const plan = planChange({ base: before, head, shas })
  const ids = plan.recipes.flatMap(({ recipe, nodes }) =>
    nodes.filter(({ action, check }) => action === 'run' || check).map(({ node }) => `${recipe}.${node}` as NodeId),
  )
  return new Set(ids)
}

/** The nodes to mutate; what was asked for by name and has no rows to mutate is a fault. */
function chosen(
  { order }: Project,
  {
    wanted,
    changed,
    builds,
  }: { wanted: ReadonlySet<NodeId> | null; changed: ReadonlySet<NodeId> | null; builds: EnvironmentState['bound'] },
): Node[] {
  const asked = order.filter(({ id }) => (wanted?.has(id) ?? true) && (changed?.has(id) ?? true))
  const nodes = asked.filter(({ id }) => (builds.get(id)?.relation ?? null) !== null)
  const missing = asked.find((node) => wanted !== null && !nodes.includes(node))
  if (missing !== undefined || (asked.length > 0 && nodes.length === 0))
    throw new Fault(
      'mutate.no_build',
      exits.usage,
      `${(missing ?? asked[0])?.name} has no rows here to seed faults into.`,
      'Run it first: `galley run --env NAME`.',
    )
  return nodes
}

function percentOf(written: string): number {
  const percent = Number(written.replace(/%$/, ''))
  if (Number.isFinite(percent) && percent >= 0 && percent <= 100) return percent / 100
  throw new Fault('usage', exits.usage, `--min-score ${written} is not a percentage.`, 'Write it as 80.')
}
