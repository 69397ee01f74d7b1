/** A piece of work and what has to have ended before it, well or not. */
export interface Task<Id extends string = string> {
  readonly id: Id
  readonly upstreams: readonly Id[]
  /** What it takes a place of while it runs, such as a connection. */
  readonly groups: readonly string[]
  /** How long it is expected to take. */
  readonly seconds: number
}

export interface ScheduleOptions<Id extends string> {
  /** How many tasks at a time. */
  readonly jobs: number
  /** How many tasks of a group at a time. */
  readonly placesOf: (group: string) => number
  /** Works a task off, or finds that nothing is to be done. What it throws is a bug: it ends the whole schedule. */
  readonly run: (id: Id) => Promise<void>
}

/**
 * Works tasks off, each once all its upstreams have ended, the one with the longest way still to go first (critical path
 * scheduling, after Kelley 1961). A task whose groups are full lets others go ahead. Every task is run exactly once:
 * what to do about failed upstreams and cancelled orders is for `run` to know.
 */
export async function schedule<Id extends string>(
  tasks: readonly Task<Id>[],
  { jobs, placesOf, run }: ScheduleOptions<Id>,
): Promise<void> {
  const { waitsFor, downstream } = edgesOf(tasks)
  const ways = longestWays(tasks, downstream)
  const ready = tasks.filter((task) => waitsFor.get(task.id) === 0)
  const taken = new Map<string, number>()
  const running = new Set<Promise<void>>()
  let faulted = false

  const hasPlace = (task: Task<Id>): boolean =>
    task.groups.every((group) => (taken.get(group) ?? 0) < Math.max(1, placesOf(group)))
  const take = (task: Task<Id>, places: 1 | -1): void => {
    for (const group of task.groups) taken.set(group, (taken.get(group) ?? 0) + places)
  }
  const start = (task: Task<Id>): void => {
    take(task, 1)
    const work: Promise<void> = run(task.id).then(
      () => {
        running.delete(work)
        take(task, -1)
        for (const next of downstream.get(task.id) ?? []) {
          const left = (waitsFor.get(next.id) ?? 0) - 1
          waitsFor.set(next.id, left)
          if (left === 0) insert(ready, next, ways)
        }
      },
      (error: unknown) => {
        faulted = true
        throw error
      },
    )
    running.add(work)
  }

  ready.sort((a, b) => before(a, b, ways))
  try {
    while (ready.length > 0 || running.size > 0) {
      for (let at = 0; at < ready.length && running.size < jobs; ) {
        const task = ready[at]
        if (task === undefined || !hasPlace(task)) at++
        else {
          ready.splice(at, 1)
          start(task)
        }
      }
      await Promise.race(running)
    }
  } finally {
    // What runs is not left alone, even when a bug ends the schedule.
    if (faulted) await Promise.allSettled(running)
  }
}

interface Edges<Id extends string> {
  /** How many upstreams each task still waits for; those outside the tasks have ended. */
  readonly waitsFor: Map<Id, number>
  readonly downstream: ReadonlyMap<Id, readonly Task<Id>[]>
}

function edgesOf<Id extends string>(tasks: readonly Task<Id>[]): Edges<Id> {
  const known = new Set(tasks.map((task) => task.id))
  const waitsFor = new Map<Id, number>()
  const downstream = new Map<Id, Task<Id>[]>()
  for (const task of tasks) {
    const upstreams = new Set(task.upstreams.filter((id) => known.has(id)))
    waitsFor.set(task.id, upstreams.size)
    for (const id of upstreams) {
      const readers = downstream.get(id)
      if (readers === undefined) downstream.set(id, [task])
      else readers.push(task)
    }
  }
  return { waitsFor, downstream }
}

/** The expected seconds from the start of each task to the end of the longest chain that begins with it. */
export function longestWays<Id extends string>(
  tasks: readonly Task<Id>[],
  downstream: ReadonlyMap<Id, readonly Task<Id>[]> = edgesOf(tasks).downstream,
): Map<Id, number> {
  const ways = new Map<Id, number>()
  // Tasks come upstreams first, so that going backwards every reader is known.
  for (const task of [...tasks].reverse()) {
    const after = (downstream.get(task.id) ?? []).map((next) => ways.get(next.id) ?? 0)
    ways.set(task.id, task.seconds + after.reduce((most, one) => Math.max(most, one), 0))
  }
  return ways
}

/** The longer way first; among equals the order of their names, so that equal orders run alike. */
function before<Id extends string>(a: Task<Id>, b: Task<Id>, ways: ReadonlyMap<Id, number>): number {
  return (ways.get(b.id) ?? 0) - (ways.get(a.id) ?? 0) || (a.id < b.id ? -1 : 1)
}

/** Keeps the ready tasks in their order. */
function insert<Id extends string>(ready: Task<Id>[], task: Task<Id>, ways: ReadonlyMap<Id, number>): void {
  let [low, high] = [0, ready.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const other = ready[middle]
    if (other !== undefined && before(other, task, ways) < 0) low = middle + 1
    else high = middle
  }
  ready.splice(low, 0, task)
}
