import { cancelRun } from './cancel-run.ts'
import { follow } from './follow.ts'
import type { Child, Handle, Orchestrator, RunKey } from './orchestrator.ts'
import { OutsideFault } from './outside-fault.ts'
import { after, type Pace } from './pace.ts'
import { patiently } from './patiently.ts'
import { type Begun, startOnce } from './start-once.ts'

/** What the driver needs of the order, and whom it tells. */
export interface Drive {
  readonly key: (number: number) => RunKey
  readonly pace: Pace
  readonly signal: AbortSignal
  /** What is known of runs that this order has begun before; see Begun. */
  readonly begun: Begun
  /** A line of Galley's own. */
  readonly note: (text: string) => void
  /** A line that the tool's run has printed. */
  readonly print: (text: string) => void
  readonly children: (children: readonly Child[]) => void
}

/**
 * Has a tool run something once, and gives what it left.
 *
 *     preflight ──▶ find ──▶ none: start ──▶ follow ──▶ succeeded: outputs
 *                    │          └ answer lost: find      └ else: a failure
 *                    ├ running, succeeded: adopt ──▶ follow
 *                    └ failed: retry what failed, or the next number
 *
 * Whatever ends it from our side ends the run there as well. A failure names the tool, the subject, the run, what to do,
 * and where to look.
 */
export async function drive(tool: Orchestrator, drive: Drive): Promise<Readonly<Record<string, string>>> {
  const { signal, pace } = drive
  let run: Handle | null = null
  try {
    for (const fact of await patiently(() => tool.preflight(signal), pace, signal)) drive.note(fact)
    // What is started has to be known, also when somebody cancels just then.
    const begun = await startOnce(tool, drive, after(signal, pace.grace / 2))
    run = begun
    signal.throwIfAborted()
    const look = await follow(tool, run, drive)
    const left = await patiently(() => tool.outputs(begun, look, signal), pace, signal)
    return { run: run.id, url: run.url, ...left }
  } catch (error) {
    if (signal.aborted && run !== null) await cancelRun(tool, run, drive)
    throw error instanceof OutsideFault ? told(error, tool, run) : error
  }
}

/** The same fault with everything that a person needs to go and see. */
export function told(fault: OutsideFault, { tool, subject, url }: Orchestrator, run: Handle | null): OutsideFault {
  const { code, message, hint, status, retryable, unsure } = fault
  const whose = `${tool}, ${subject}${run === null ? '' : `, run ${run.id}`}`
  return new OutsideFault(code, `${whose}: ${message} ${hint} See ${run?.url ?? url}`, hint, {
    status,
    retryable,
    unsure,
  })
}
