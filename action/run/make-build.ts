import type { Node } from '../../recipes-schema/recipe/types.ts'
import type { NodeChild } from '../../recipes-schema/report/types.ts'
import { Fault } from '../fault.ts'
import { begunRuns } from '../ledger/begun-runs.ts'
import type { Build } from '../ledger/builds.ts'
import type { NodeLog } from '../logs/node-log.ts'
import { runNode } from '../nodes/index.ts'
import { type Made, NodeFailure } from '../nodes/node.ts'
import type { Session } from '../warehouses/warehouse.ts'
import { contextsOf } from './contexts.ts'
import { describeBuild } from './describe-build.ts'
import { type Execution, resolutionOf } from './execution.ts'
import type { Findings } from './findings.ts'
import { interruptOnAbort } from './interrupt.ts'
import { secretNamesOf } from './node-secrets.ts'
import { place } from './results.ts'
import { serviceSettings } from './service-settings.ts'
import { stopwatch } from './stopwatch.ts'

/** Runs a node, counts and sums what it made, and writes it into the ledger. */
export async function makeBuild(
  node: Node,
  session: Session,
  log: NodeLog,
  signal: AbortSignal,
  execution: Execution,
  findings: Findings,
): Promise<Build> {
  const { warehouse, origin, redactor, builds } = execution
  const seconds = stopwatch()
  const secrets = await secretsOf(node, execution)
  const { relation, from, partial, instead } = resolutionOf(execution, node.id)
  const made = await withinLimit(node, session, signal, (limited) =>
    runNode(node, {
      warehouse,
      session,
      target: relation,
      from,
      partial,
      backfill: execution.backfill,
      relationOf: (id) => resolutionOf(execution, id).relation,
      values: contextsOf(node, execution, findings, secrets),
      environment: execution.environment,
      kitchen: execution.kitchen,
      order: origin.order_id,
      service: (name) => serviceSettings(execution.project, name, execution.environment, secrets, redactor),
      begun: begunRuns(warehouse),
      children: (children) => findings.children.set(node.id, mostTelling(children)),
      tested: (tests) => findings.foundOutside(node, tests),
      root: execution.folder,
      folder: async () => folderOf(node, await execution.folder()),
      signal: limited,
      print: log.print,
      note: log.note,
    }),
  )
  if (made.fresh !== undefined) findings.fresh.set(node.id, made.fresh)
  for (const [name, value] of Object.entries(made.outputs)) {
    if (!redactor.holds(value)) continue
    const message = `The output ${name} holds a secret, and outputs are kept and shown.`
    throw new NodeFailure('output.secret', message)
  }
  const build = await describeBuild(warehouse, session, node, resolutionOf(execution, node.id), {
    ...made,
    outputs: instead === null ? made.outputs : { ...made.outputs, instead_of: instead },
  })
  const reads = node.upstreams.map((id) => resolutionOf(execution, id).key)
  builds.record({ build, origin, seconds: seconds(), reads })
  // What a query makes can be made again; what a command did is written down before anything stands on it.
  if (node.kind !== 'sql') await builds.flush()
  return build
}

/** The secrets that the node names; a provider that is away may be back for its next try. */
async function secretsOf(
  node: Node,
  { secrets, project, kitchen }: Execution,
): Promise<Readonly<Record<string, string>>> {
  try {
    return await secrets.read(secretNamesOf(node, project, kitchen))
  } catch (error) {
    if (!(error instanceof Fault && error.code === 'secret.unreachable')) throw error
    throw new NodeFailure(error.code, error.message, place(node), { retryable: true })
  }
}

/** How many parts of what another program ran are kept. */
const mostChildren = 2000

/** What failed first, where there are too many. */
function mostTelling(children: readonly NodeChild[]): readonly NodeChild[] {
  if (children.length <= mostChildren) return children
  const failed = children.filter(({ state }) => state === 'failed')
  return [...failed, ...children.filter(({ state }) => state !== 'failed')].slice(0, mostChildren)
}

/** The longest that a timer can wait, in milliseconds: 24 days. */
const longest = 2 ** 31 - 1

/** Ends a try of a node that takes longer than its recipe allows. */
async function withinLimit(
  node: Node,
  session: Session,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<Made>,
): Promise<Made> {
  if (node.timeoutMinutes === null) return work(signal)
  const limit = AbortSignal.timeout(Math.min(longest, Math.ceil(node.timeoutMinutes * 60_000)))
  const unwatch = interruptOnAbort(limit, session)
  try {
    return await work(AbortSignal.any([signal, limit]))
  } catch (error) {
    if (!limit.aborted || signal.aborted) throw error
    const message = `It took longer than ${node.timeoutMinutes} minutes and was ended.`
    throw new NodeFailure('node.timeout', message, place(node), { retryable: true })
  } finally {
    unwatch()
  }
}

function folderOf(node: Node, root: string): string {
  return 'folder' in node && node.folder !== '' ? `${root}/${node.folder}` : root
}
