import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { longestWays, schedule, type Task } from '../../action/run/schedule.ts'

/** Tasks that end when they are told to. */
class Workshop {
  readonly running = new Map<string, () => void>()
  readonly started: string[] = []
  readonly ended: string[] = []

  run = (id: string): Promise<void> => {
    this.started.push(id)
    return new Promise((resolve) =>
      this.running.set(id, () => {
        this.running.delete(id)
        this.ended.push(id)
        resolve()
      }),
    )
  }

  end(id: string): void {
    const end = this.running.get(id)
    if (end === undefined) throw new Error(`${id} does not run`)
    end()
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

const task = (id: string, upstreams: string[] = [], seconds = 1, groups: string[] = []): Task => ({
  id,
  upstreams,
  seconds,
  groups,
})

/** A graph whose tasks read earlier ones, with groups, seconds, and an order in which running tasks end. */
const graphs = fc
  .array(
    fc.record({
      reads: fc.array(fc.nat(30), { maxLength: 3 }),
      seconds: fc.nat(20),
      groups: fc.subarray(['warehouse', 'api', 'gpu']),
    }),
    { minLength: 1, maxLength: 30 },
  )
  .map((drawn) =>
    drawn.map(({ reads, seconds, groups }, index) =>
      task(`t${index}`, index === 0 ? [] : reads.map((read) => `t${read % index}`), seconds, groups),
    ),
  )

describe('a schedule', () => {
  it('keeps to the order and the limits, runs each task once, and never lets the longer way wait', async () => {
    await fc.assert(
      fc.asyncProperty(
        graphs,
        fc.integer({ min: 1, max: 5 }),
        fc.record({ warehouse: fc.integer({ min: 1, max: 3 }), api: fc.constant(1), gpu: fc.constant(2) }),
        fc.infiniteStream(fc.nat()),
        async (tasks, jobs, places, choices) => {
          const shop = new Workshop()
          const byId = new Map(tasks.map((one) => [one.id, one]))
          const ways = longestWays(tasks)
          const placesOf = (group: string): number => places[group as keyof typeof places]
          const done = schedule(tasks, { jobs, placesOf, run: shop.run })
          await settled()
          for (const choice of choices) {
            const running = [...shop.running.keys()]
            if (running.length === 0) break
            expect(running.length).toBeLessThanOrEqual(jobs)
            for (const group of Object.keys(places))
              expect(running.filter((id) => byId.get(id)?.groups.includes(group)).length).toBeLessThanOrEqual(
                placesOf(group),
              )
            for (const id of running) for (const up of byId.get(id)?.upstreams ?? []) expect(shop.ended).toContain(up)
            // A task that could run and does not has no longer way than any that was started since it could.
            const full = (group: string): boolean =>
              running.filter((id) => byId.get(id)?.groups.includes(group)).length >= placesOf(group)
            const idle = tasks.filter(
              (one) => !shop.started.includes(one.id) && one.upstreams.every((up) => shop.ended.includes(up)),
            )
            if (running.length < jobs) expect(idle.filter((one) => !one.groups.some(full))).toEqual([])
            const before = shop.started.length
            shop.end(running[choice % running.length] ?? '')
            await settled()
            const fresh = shop.started.slice(before)
            const passed = idle.filter((one) => !fresh.includes(one.id) && one.groups.length === 0)
            for (const id of fresh)
              for (const one of passed) expect(ways.get(id) ?? 0).toBeGreaterThanOrEqual(ways.get(one.id) ?? 0)
          }
          await done
          expect([...shop.started].sort()).toEqual(tasks.map((one) => one.id).sort())
        },
      ),
      { numRuns: 150 },
    )
  })

  it('the critical path goes first, not the longest task', async () => {
    const shop = new Workshop()
    const tasks = [
      task('long', [], 5),
      task('first', [], 1),
      task('second', ['first'], 3),
      task('third', ['second'], 3),
    ]
    const done = schedule(tasks, { jobs: 1, placesOf: () => 1, run: shop.run })
    for (let index = 0; index < tasks.length; index++) {
      await settled()
      shop.end(shop.started.at(-1) ?? '')
    }
    await done
    expect(shop.started).toEqual(['first', 'second', 'long', 'third'])
  })

  it('a full group lets others go ahead', async () => {
    const shop = new Workshop()
    const tasks = [task('a', [], 9, ['api']), task('b', [], 8, ['api']), task('c', [], 1)]
    const done = schedule(tasks, { jobs: 2, placesOf: () => 1, run: shop.run })
    await settled()
    expect(shop.started).toEqual(['a', 'c'])
    for (const id of ['a', 'c', 'b']) {
      shop.end(id)
      await settled()
    }
    await done
  })

  it('a bug in the work ends the schedule, after what runs has ended', async () => {
    const shop = new Workshop()
    let ended = false
    const run = async (id: string): Promise<void> => {
      if (id === 'bad') throw new Error('a bug')
      await shop.run(id)
      ended = true
    }
    const done = schedule([task('bad'), task('good')], { jobs: 2, placesOf: () => 1, run })
    await settled()
    shop.end('good')
    await expect(done).rejects.toThrow('a bug')
    expect(ended).toBe(true)
  })

  it('ten thousand tasks in one chain and beside each other', async () => {
    const chain = Array.from({ length: 10_000 }, (_, index) => task(`c${index}`, index === 0 ? [] : [`c${index - 1}`]))
    const wide = Array.from({ length: 10_000 }, (_, index) => task(`w${index}`))
    let count = 0
    const run = async (): Promise<void> => void count++
    await schedule([...chain, ...wide], { jobs: 4, placesOf: () => 1, run })
    expect(count).toBe(20_000)
  })
})
