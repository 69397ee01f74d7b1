import type { Site } from '../site.ts'
import type { Job, Run } from '../store/records.ts'
import type { Contexts, JobState } from './expression.ts'
import type { Log } from './log.ts'
import type { CancelWaits, Stop } from './process.ts'
import type { JobFile } from './workflow.ts'

/** What the steps of one job share. */
export interface JobScope {
  readonly site: Site
  readonly run: Run
  readonly job: Job
  readonly file: JobFile
  readonly log: Log
  readonly stop: Stop
  readonly waits: CancelWaits
  /** The run's GITHUB_TOKEN. */
  readonly token: string
  /** Folders by absolute path. */
  readonly workspace: string
  readonly temp: string
  /** Folders of the actions that workflows may use, by `owner/name@ref`. */
  readonly actions: Readonly<Record<string, string>>
  /** GITHUB_ and RUNNER_ variables, HOME, PATH: what every process of the job has. */
  readonly variables: Readonly<Record<string, string>>
  /** Set by steps through files, or by the workflow. */
  readonly env: Record<string, string>
  /** Folders that steps put in front of PATH. */
  readonly path: string[]
  readonly steps: Record<string, { outputs: Record<string, string>; outcome: string; conclusion: string }>
  /** What is done at the end of the job, last come first. */
  readonly posts: ((scope: JobScope) => Promise<boolean>)[]
  readonly state: { failed: boolean; cancelled: boolean }
  readonly contexts: Contexts
}

/** The same job for what comes after a cancellation, which has its own time. */
export function afterwards(scope: JobScope): JobScope {
  return { ...scope, stop: { kill: scope.stop.kill, cancel: new AbortController().signal } }
}

export function contextsOf(scope: JobScope): Contexts {
  const { state, steps, env } = scope
  const status = state.cancelled ? 'cancelled' : state.failed ? 'failure' : 'success'
  return { ...scope.contexts, env, steps, job: { status } }
}

export function stateOf({ state }: JobScope): JobState {
  return state
}
