import type { Site } from '../site.ts'
import type { Run } from '../store/records.ts'
import { runContexts } from './contexts.ts'
import { expand, literal } from './expression.ts'
import type { WorkflowFile } from './workflow.ts'

interface Waiting {
  readonly run: Run
  readonly go: () => Promise<void>
}

interface Lane {
  running: Run | null
  waiting: Waiting[]
}

/** Concurrency groups: one run goes, one waits, and a newer one that waits displaces the older (unless `queue: max`). */
export function createLanes() {
  const lanes = new Map<string, Lane>()
  let closed = false

  const next = (lane: Lane): void => {
    const first = closed ? undefined : lane.waiting.shift()
    lane.running = first?.run ?? null
    if (first !== undefined) void first.go().finally(() => next(lane))
  }

  return {
    /** Starts the run, or lets it wait. Answers the runs that have to end for it. */
    enter(site: Site, run: Run, workflow: WorkflowFile, go: () => Promise<void>): Run[] {
      const key = groupOf(site, run, workflow)
      const lane = lanes.get(key) ?? { running: null, waiting: [] }
      lanes.set(key, lane)
      if (lane.running === null) {
        lane.waiting.push({ run, go })
        next(lane)
        return []
      }
      run.status = 'pending'
      const ends = mayCancel(site, run, workflow)
      const displaced = workflow.concurrency?.queue === 'max' && !ends ? [] : lane.waiting.map((one) => one.run)
      lane.waiting.push({ run, go })
      return ends ? [...displaced, lane.running] : displaced
    },

    /** A run that waits does so no longer. */
    leave(run: Run): void {
      for (const lane of lanes.values()) lane.waiting = lane.waiting.filter((one) => one.run !== run)
    },

    /** Nothing starts any more. */
    close(): void {
      closed = true
    },
  }
}

/** Without a group a run has a lane of its own. Groups do not mind the letters' case. */
function groupOf(site: Site, run: Run, workflow: WorkflowFile): string {
  const group = workflow.concurrency?.group
  if (group === undefined) return `run ${run.id} ${run.attempt}`
  return `${run.repository.id} ${expand(group, runContexts(site, run, workflow)).toLowerCase()}`
}

function mayCancel(site: Site, run: Run, workflow: WorkflowFile): boolean {
  return literal(workflow.concurrency?.['cancel-in-progress'], runContexts(site, run, workflow)) === 'true'
}
