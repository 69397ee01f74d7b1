import type { Site } from '../site.ts'
import type { Conclusion, Run } from '../store/records.ts'

/** The runner, for tests. */
export function runnerOf(site: Site) {
  const runNumbered = (id: number): Run => {
    const run = site.store.runs.get(id)
    if (run === undefined) throw new Error(`There is no run ${id}.`)
    return run
  }
  return {
    /** Oldest first. */
    get runs(): Run[] {
      return site.store.runs.all()
    },
    /** SIGKILL of the run's processes: it ends as a failure, without a word. */
    kill: (id: number): void => site.runner.kill(runNumbered(id)),
    /** Ends a run that no runner carries out. */
    finish: (id: number, conclusion: Conclusion): Promise<void> =>
      site.runner.finish(site, runNumbered(id), conclusion),
    /** Resolves when nothing runs or waits. */
    idle: (): Promise<void> => site.runner.idle(),
  }
}
