import { waitsFor } from '../../recipes-schema/recipe/load.ts'
import type { Node, NodeId } from '../../recipes-schema/recipe/types.ts'
import { recordLog } from '../ledger/logs.ts'
import { nodeLog } from '../logs/node-log.ts'
import { checkNode } from './check-node.ts'
import { type Execution, resolutionOf } from './execution.ts'
import type { Ending, Findings } from './findings.ts'
import { makeBuild } from './make-build.ts'
import { resultOf, workError } from './results.ts'
import { withSession } from './session.ts'
import { stopwatch } from './stopwatch.ts'

/** Makes, measures and tests one node, or leaves it out; whatever happens is a finding. */
export async function carryNode(node: Node, execution: Execution, findings: Findings): Promise<void> {
  const { on, now, signal, redactor, warehouse, origin } = execution
  const { recipe, name } = node
  if (signal.aborted) return findings.end(node, { type: 'cancelled' }, resultOf(node, 'cancelled', {}))
  const cause = failedUpstream(node, findings)
  if (cause !== null) {
    const error = { code: 'node.skipped', message: cause, location: null }
    return findings.end(node, { type: 'skipped', why: cause }, resultOf(node, 'skipped', { error }))
  }
  const seconds = stopwatch()
  on({ type: 'node_started', at: now().toISOString(), recipe, node: name })
  const log = nodeLog(redactor, (line) => on({ type: 'log', recipe, node: name, line }))
  try {
    await withSession(execution, signal, node.id, async (session) => {
      const existing = resolutionOf(execution, node.id).build
      const build = existing ?? (await makeBuild(node, session, log, execution, findings))
      const made = existing === null ? seconds() : null
      findings.outputs.set(node.id, build.outputs)
      const passed = await checkNode(node, build, made, session, execution, findings)
      const ending: Ending = passed ? { type: 'done' } : { type: 'failed', why: `${name} has a failing test` }
      const [state, attempts] = existing === null ? (['succeeded', 1] as const) : (['reused', 0] as const)
      findings.end(node, ending, resultOf(node, state, { seconds: seconds(), attempts, build }))
    })
  } catch (error) {
    if (signal.aborted) findings.end(node, { type: 'cancelled' }, resultOf(node, 'cancelled', { seconds: seconds() }))
    else {
      const failure = workError(error, node)
      const told = { ...failure, message: redactor.redact(failure.message) }
      const result = resultOf(node, 'failed', { seconds: seconds(), attempts: 1, error: told })
      findings.end(node, { type: 'failed', why: `${name} failed` }, result)
    }
  }
  const printed = log.text()
  if (printed !== '') await recordLog(warehouse, origin.order_id, node.id, printed)
}

/** Why a node cannot run, when something that it waits for did not end well. */
function failedUpstream(node: Node, findings: Findings): string | null {
  for (const id of waitsFor(node)) {
    const ending = findings.endingOf(id as NodeId)
    if (ending.type === 'failed' || ending.type === 'skipped') return ending.why
    if (ending.type === 'cancelled') return 'the order was cancelled'
  }
  return null
}
