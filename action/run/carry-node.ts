import type { Node } from '../../recipes-schema/recipe/types.ts'
import type { WorkError } from '../../recipes-schema/report/types.ts'
import { recordLog } from '../ledger/logs.ts'
import { type NodeLog, nodeLog } from '../logs/node-log.ts'
import { NodeFailure } from '../nodes/node.ts'
import { checkNode } from './check-node.ts'
import { decide } from './condition.ts'
import { contextsOf } from './contexts.ts'
import { type Execution, resolutionOf } from './execution.ts'
import type { Findings } from './findings.ts'
import { makeBuild } from './make-build.ts'
import { observedTry, tellChecked } from './observed.ts'
import { resultOf, workError } from './results.ts'
import { withRetries } from './retry.ts'
import { withSession } from './session.ts'
import { stopwatch } from './stopwatch.ts'

/** Makes, measures and tests one node, or leaves it out; whatever happens is a finding. */
export async function carryNode(node: Node, execution: Execution, findings: Findings): Promise<void> {
  const { redactor } = execution
  const seconds = stopwatch()
  // A node whose condition wants it to runs after a cancellation too, for a moment.
  const signal = execution.signal.aborted ? execution.lastSeconds() : execution.signal
  let attempts = 0
  try {
    const decision = decide(node, () => contextsOf(node, execution, findings), execution, findings)
    if (!decision.run) {
      leaveOut(node, decision.ending, findings)
      return
    }
    await withLog(node, execution, (log) =>
      withSession(execution, signal, node.id, async (session) => {
        const existing = resolutionOf(execution, node.id).build
        const work = async (attempt: number) => {
          attempts = attempt
          return observedTry(node, attempt, execution, signal, () =>
            makeBuild(node, session, log, signal, execution, findings),
          )
        }
        const isRetryable = (error: unknown): boolean => error instanceof NodeFailure && error.retryable
        const onWait = (failed: number, error: unknown, wait: number): void =>
          log.note(
            `Try ${failed} of ${node.retry?.attempts} failed: ${workError(error, node).message} The next one begins in ${wait.toFixed(1)} s.`,
          )
        const build = existing ?? (await withRetries(node.retry, work, { signal, isRetryable, onWait }))
        findings.outputs.set(node.id, build.outputs)
        const made = existing === null ? seconds() : null
        const passed = await checkNode(node, build, made, session, execution, findings).finally(() =>
          tellChecked(node, build, execution, findings),
        )
        const result = resultOf(node, existing === null ? 'succeeded' : 'reused', {
          seconds: seconds(),
          attempts,
          build,
        })
        if (passed) findings.end(node, { type: 'done' }, result)
        else findings.end(node, { type: 'failed', why: `${node.name} has a failing test`, tolerated: false }, result)
      }),
    )
  } catch (error) {
    if (signal.aborted) {
      findings.end(node, { type: 'cancelled' }, resultOf(node, 'cancelled', { seconds: seconds(), attempts }))
      return
    }
    const failure = workError(error, node)
    const told: WorkError = { ...failure, message: redactor.redact(failure.message) }
    const tolerated = node.continueOnError
    const result = resultOf(node, 'failed', { seconds: seconds(), attempts, error: told, tolerated })
    findings.end(node, { type: 'failed', why: `${node.name} failed`, tolerated }, result)
  }
}

function leaveOut(
  node: Node,
  ending: Extract<ReturnType<typeof decide>, { run: false }>['ending'],
  findings: Findings,
): void {
  if (ending.type === 'cancelled') findings.end(node, ending, resultOf(node, 'cancelled', {}))
  else {
    const error = { code: ending.code, message: ending.why, location: null }
    findings.end(node, ending, resultOf(node, 'skipped', { error }))
  }
}

/** Tells that the node begins, and keeps what it prints, however it ends. */
async function withLog(node: Node, execution: Execution, work: (log: NodeLog) => Promise<void>): Promise<void> {
  const { on, now, redactor, warehouse, origin } = execution
  const { recipe, name } = node
  on({ type: 'node_started', at: now().toISOString(), recipe, node: name })
  const log = nodeLog(redactor, (line) => on({ type: 'log', recipe, node: name, line }))
  try {
    await work(log)
  } finally {
    const printed = log.text()
    if (printed !== '') await recordLog(warehouse, origin.order_id, node.id, printed)
  }
}
