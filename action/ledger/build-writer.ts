import type { Warehouse } from '../warehouses/warehouse.ts'
import { type NewBuild, recordBuilds } from './builds.ts'

/**
 * Writes builds down beside the work: each statement is a write to the disk of its own, so those of a moment share one.
 * What is lost with the process in that moment is a build that nobody is bound to: it is made again.
 */
export interface BuildWriter {
  /** Takes a build, to be written in a moment; throws what has hindered earlier ones from being written. */
  record(build: NewBuild): void
  /** Resolves when all is written; throws what has hindered it. */
  flush(): Promise<void>
}

/** How long builds wait for others, in milliseconds. */
const moment = 25

export function buildWriter(warehouse: Warehouse): BuildWriter {
  let taken: NewBuild[] = []
  let timer: NodeJS.Timeout | undefined
  let failure: { readonly error: unknown } | null = null
  let writing: Promise<void> = Promise.resolve()

  const write = (): void => {
    clearTimeout(timer)
    timer = undefined
    writing = writing.then(async () => {
      const builds = taken
      taken = []
      if (builds.length === 0 || failure !== null) return
      await recordBuilds(warehouse, builds).catch((error: unknown) => {
        failure = { error }
      })
    })
  }
  const complain = (): void => {
    if (failure !== null) throw failure.error
  }
  return {
    record(build) {
      complain()
      taken.push(build)
      timer ??= setTimeout(write, moment)
    },
    async flush() {
      write()
      await writing
      complain()
    },
  }
}
