import type { NodeId } from '../../recipes-schema/recipe/types.ts'

/** A piece of work and what has to end well before it. */
export interface Task {
  readonly id: NodeId
  readonly upstreams: readonly NodeId[]
}

export type Outcome = 'done' | 'blocked'

/**
 * Works tasks off, at most `jobs` at a time, each once all its upstreams are done. What stands downstream of a blocked
 * task is given to `skip` with the cause. When the signal aborts nothing new starts and the rest is skipped too.
 */
export async function schedule(
  tasks: readonly Task[],
  options: {
    jobs: number
    signal: AbortSignal
    run: (id: NodeId) => Promise<Outcome>
    skip: (id: NodeId, cause: NodeId | null) => void
  },
): Promise<void> {
  const waiting = new Map(tasks.map((task) => [task.id, task]))
  const ended = new Map<NodeId, Outcome>()
  const running = new Map<NodeId, Promise<void>>()
  const settle = (): void => {
    for (const task of waiting.values()) {
      const cause = task.upstreams.find((id) => ended.get(id) === 'blocked')
      if (cause === undefined) continue
      waiting.delete(task.id)
      ended.set(task.id, 'blocked')
      options.skip(task.id, cause)
    }
  }
  while (waiting.size > 0 || running.size > 0) {
    if (options.signal.aborted) break
    settle()
    for (const task of waiting.values()) {
      if (running.size >= options.jobs) break
      if (task.upstreams.some((id) => waiting.has(id) || running.has(id))) continue
      waiting.delete(task.id)
      running.set(
        task.id,
        options.run(task.id).then((outcome) => {
          ended.set(task.id, outcome)
          running.delete(task.id)
        }),
      )
    }
    if (running.size > 0) await Promise.race(running.values())
  }
  await Promise.all(running.values())
  for (const task of waiting.values()) options.skip(task.id, null)
}
