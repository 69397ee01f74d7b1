import { announceRun } from '../changes/run.ts'
import type { Site } from '../site.ts'
import type { Conclusion, Run } from '../store/records.ts'
import { timestamp } from '../time.ts'
import { carryOutRun } from './carry-out.ts'
import { fileOfRun } from './dispatch.ts'
import { createIdentities } from './identity.ts'
import { createLanes } from './lanes.ts'
import { type CancelWaits, runnerWaits } from './process.ts'
import type { WorkflowFile } from './workflow.ts'

export interface RunnerOptions {
  /** Folders of the actions that workflows use, by what stands behind `uses:`. */
  readonly actions: Readonly<Record<string, string>>
  /** More variables for every process. */
  readonly env?: Readonly<Record<string, string>>
  readonly waits?: Partial<CancelWaits>
}

export interface RunnerSettings {
  readonly actions: Readonly<Record<string, string>>
  readonly env: Readonly<Record<string, string>>
  readonly waits: CancelWaits
}

export type Runner = ReturnType<typeof createRunner>

interface Going {
  readonly cancel: AbortController
  readonly kill: AbortController
  /** Resolves when the run is completed. */
  readonly done: Promise<void>
}

/** Runs workflows for real; without options they stay queued until `finish` or `cancel` ends them. */
export function createRunner(options: RunnerOptions | null) {
  const settings: RunnerSettings = {
    actions: options?.actions ?? {},
    env: options?.env ?? {},
    waits: { ...runnerWaits, ...options?.waits },
  }
  const going = new Map<Run, Going>()
  const lanes = createLanes()

  const complete = async (site: Site, run: Run, conclusion: Conclusion): Promise<void> => {
    run.status = 'completed'
    run.conclusion = conclusion
    run.updatedAt = timestamp()
    going.delete(run)
    await announceRun(site, run, 'completed')
  }

  const carryOut = async (site: Site, run: Run, workflow: WorkflowFile, stop: Omit<Going, 'done'>): Promise<void> => {
    run.status = 'in_progress'
    run.startedAt = timestamp()
    run.updatedAt = run.startedAt
    await announceRun(site, run, 'in_progress')
    const signals = { cancel: stop.cancel.signal, kill: stop.kill.signal }
    let conclusion: Conclusion = 'failure'
    try {
      conclusion = await carryOutRun({ site, settings, run, workflow, stop: signals })
    } catch (error) {
      run.log += `##[error]${error instanceof Error ? error.stack : String(error)}\n`
    }
    await complete(site, run, conclusion)
  }

  const cancel = async (site: Site, run: Run): Promise<void> => {
    lanes.leave(run)
    const known = going.get(run)
    if (known !== undefined) known.cancel.abort()
    else if (run.status !== 'completed') await complete(site, run, 'cancelled')
  }

  /** Queues a run; its concurrency group says when it starts and who has to give way. */
  const start = async (site: Site, run: Run, workflow: WorkflowFile): Promise<void> => {
    await announceRun(site, run, 'requested')
    if (options === null) return
    const go = (): Promise<void> => {
      const stop = { cancel: new AbortController(), kill: new AbortController() }
      const done = carryOut(site, run, workflow, stop)
      going.set(run, { ...stop, done })
      return done
    }
    const displaced = lanes.enter(site, run, workflow, go)
    for (const other of displaced) await cancel(site, other)
  }

  return {
    identities: createIdentities(),
    cancel,

    start,

    /** Runs a completed run once more. */
    async again(site: Site, run: Run): Promise<void> {
      run.attempt += 1
      run.status = 'queued'
      run.conclusion = null
      run.jobs = []
      await start(site, run, await fileOfRun(run))
    },

    /** Ends the processes of a run at once, as when its machine dies. */
    kill(run: Run): void {
      going.get(run)?.kill.abort()
    },

    /** Ends a run that nobody carries out. */
    async finish(site: Site, run: Run, conclusion: Conclusion): Promise<void> {
      if (going.has(run)) throw new Error(`Run ${run.id} is under way.`)
      await complete(site, run, conclusion)
    },

    /** Resolves when no run is under way or waiting. */
    async idle(): Promise<void> {
      while (going.size > 0) await Promise.all([...going.values()].map((one) => one.done))
    },

    async stop(): Promise<void> {
      lanes.close()
      for (const { kill } of going.values()) kill.abort()
      await Promise.all([...going.values()].map((one) => one.done))
    },
  }
}
