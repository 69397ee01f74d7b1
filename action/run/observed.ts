import type { Node } from '../../recipes-schema/recipe/types.ts'
import type { Build } from '../ledger/builds.ts'
import type { Execution } from './execution.ts'
import type { Findings } from './findings.ts'
import { workError } from './results.ts'

/** Makes a build while observers are told of the try and its end; they change nothing about it. */
export async function observedTry(
  node: Node,
  attempt: number,
  execution: Execution,
  signal: AbortSignal,
  make: () => Promise<Build>,
): Promise<Build> {
  const { observers, now, warehouse, redactor } = execution
  if (observers === null) return make()
  const at = (): string => now().toISOString()
  observers.tell({ type: 'try_started', at: at(), node, attempt })
  try {
    const build = await make()
    const columns = build.relation === null ? null : await warehouse.columns(build.relation).catch(() => null)
    const made = { build, columns }
    observers.tell({ type: 'try_ended', at: at(), node, attempt, state: 'succeeded', error: null, made })
    return build
  } catch (error) {
    const state = signal.aborted ? 'cancelled' : 'failed'
    const failure = workError(error, node)
    const told = { ...failure, message: redactor.redact(failure.message) }
    observers.tell({ type: 'try_ended', at: at(), node, attempt, state, error: told, made: null })
    throw error
  }
}

/** Tells observers what tests and measures have found of a build. */
export function tellChecked(node: Node, build: Build, execution: Execution, findings: Findings): void {
  const { observers, now, redactor } = execution
  if (observers === null) return
  const { recipe, name } = node
  const tests = findings.tests
    .filter((test) => test.recipe === recipe && test.node === name)
    .map((test) => ({ ...test, message: redactor.redact(test.message) }))
  const measurements = findings.measurements.filter((one) => one.node === node.id)
  if (tests.length === 0 && measurements.length === 0) return
  observers.tell({ type: 'checked', at: now().toISOString(), node, build, tests, measurements })
}
