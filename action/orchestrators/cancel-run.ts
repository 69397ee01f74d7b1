import { setTimeout as sleep } from 'node:timers/promises'
import type { Drive } from './drive.ts'
import { type Handle, isOver, type Orchestrator } from './orchestrator.ts'
import { OutsideFault } from './outside-fault.ts'

/** Ends a run, waits until the tool says that it has ended, and tells which of the two came about. Never throws. */
export async function cancelRun(tool: Orchestrator, run: Handle, { pace, note }: Drive): Promise<void> {
  const signal = AbortSignal.timeout(pace.grace)
  let asked = false
  let why = ''
  while (!signal.aborted) {
    try {
      if (!asked) await tool.cancel(run, signal)
      asked = true
      const { state, word } = await tool.look(run, signal)
      if (state !== null && isOver(state)) {
        note(`${tool.tool} has ended run ${run.id} (${word}).`)
        return
      }
    } catch (error) {
      if (signal.aborted) break
      why = (error as Error).message
      if (!(error instanceof OutsideFault)) break
    }
    await sleep(Math.min(pace.first, 300), undefined, { signal }).catch(() => {})
  }
  const what = asked ? 'has been asked to end' : 'could not be asked to end'
  note(`${tool.tool} ${what} run ${run.id} and has not confirmed it: it may go on. See ${run.url} ${why}`.trim())
}
