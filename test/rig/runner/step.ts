import type { Step } from '../store/records.ts'
import { timestamp } from '../time.ts'
import { expand, expandAll, isTrue, literal } from './expression.ts'
import { afterwards, contextsOf, type JobScope, stateOf } from './job-scope.ts'
import { limitOf } from './limit.ts'
import { runWithFiles, type StepRun } from './program.ts'
import { runAction } from './steps/action.ts'
import { checkOut } from './steps/checkout.ts'
import type { StepFile } from './workflow.ts'

/** Carries out one step, and writes down how it went. */
export async function carryOutStep(scope: JobScope, file: StepFile, step: Step): Promise<void> {
  const contexts = contextsOf(scope)
  if (scope.stop.kill.aborted || !isTrue(file.if, contexts, stateOf(scope))) {
    finish(scope, file, step, 'skipped', 'skipped', {})
    return
  }
  step.status = 'in_progress'
  step.startedAt = timestamp()
  scope.log.write(`##[group]${step.name}`)
  const outputs: Record<string, string> = {}
  const own = scope.state.cancelled ? afterwards(scope) : scope
  const limit = limitOf(literal(file['timeout-minutes'], contexts), own.stop.cancel)
  const succeeded = await attempt({ ...own, stop: { ...own.stop, cancel: limit.signal } }, file, outputs)
  limit.clear()
  scope.log.write('##[endgroup]')
  const cancelled = own.stop.cancel.aborted && !succeeded
  const outcome = succeeded ? 'success' : cancelled ? 'cancelled' : 'failure'
  const goesOn = literal(file['continue-on-error'], contexts) === 'true'
  finish(scope, file, step, outcome, goesOn ? 'success' : outcome, outputs)
}

async function attempt(scope: JobScope, file: StepFile, outputs: Record<string, string>): Promise<boolean> {
  try {
    const env = expandAll(file.env ?? {}, contextsOf(scope))
    const step: StepRun = { env, outputs }
    if (file.run !== undefined) return await runScript(scope, file, step)
    const uses = file.uses ?? ''
    const inputs = expandAll(file.with ?? {}, contextsOf(scope), stateOf(scope))
    return uses.startsWith('actions/checkout@')
      ? await checkOut(scope, inputs)
      : await runAction(scope, uses, inputs, step)
  } catch (error) {
    scope.log.write(`##[error]${error instanceof Error ? error.message : String(error)}`)
    return false
  }
}

async function runScript(scope: JobScope, file: StepFile, step: StepRun): Promise<boolean> {
  if (file.shell !== undefined && file.shell !== 'bash') throw new Error(`The shell ${file.shell} is not here.`)
  const script = expand(file.run, contextsOf(scope), stateOf(scope))
  const args = ['--noprofile', '--norc', ...(file.shell === 'bash' ? ['-eo', 'pipefail'] : ['-e']), '-c', script]
  return runWithFiles(scope, 'bash', args, step, { cwd: `${scope.workspace}/${file['working-directory'] ?? ''}` })
}

function finish(
  scope: JobScope,
  file: StepFile,
  step: Step,
  outcome: 'success' | 'failure' | 'cancelled' | 'skipped',
  conclusion: 'success' | 'failure' | 'cancelled' | 'skipped',
  outputs: Record<string, string>,
): void {
  step.status = 'completed'
  step.conclusion = conclusion
  step.completedAt = timestamp()
  if (conclusion === 'failure') scope.state.failed = true
  if (file.id !== undefined) scope.steps[file.id] = { outputs, outcome, conclusion }
}
