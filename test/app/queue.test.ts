import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { RateLimited } from '../../app/github/attempts.ts'
import type { Job } from '../../app/queue/job.ts'
import { createQueue, type Queue } from '../../app/queue/queue.ts'
import { type Database, openDatabase } from '../../app/store/database.ts'

const log = pino({ level: 'silent' })
const job = (order: string): Job => ({ type: 'start', order })

let database: Database
let queue: Queue
beforeAll(async () => {
  database = await openDatabase({ type: 'pglite', folder: null })
})
afterAll(() => database.close())
beforeEach(async () => {
  queue = await createQueue(database, log)
})
afterEach(() => queue.stop())

/** Works jobs by name with `work`; `until` resolves once so many were worked, with their names in order. */
async function start(
  work: (name: string) => Promise<void>,
): Promise<{ parked: string[]; until: (count: number) => Promise<string[]> }> {
  const done: string[] = []
  const parked: string[] = []
  let changed = Promise.withResolvers<void>()
  const name = (one: Job) => ('order' in one ? one.order : '')
  const note = (list: string[], one: Job) => {
    list.push(name(one))
    changed.resolve()
    changed = Promise.withResolvers()
  }
  await queue.start({
    work: async (one) => {
      await work(name(one))
      note(done, one)
    },
    park: async (one) => note(parked, one),
  })
  return {
    parked,
    until: async (count) => {
      while (done.length + parked.length < count) await changed.promise
      return done
    },
  }
}

test('jobs of one key are worked one after the other, of another key meanwhile', async () => {
  const gate = Promise.withResolvers<void>()
  const { until } = await start(async (name) => {
    if (name === 'a1') await gate.promise
  })
  await queue.send('a', job('a1'))
  await queue.send('a', job('a2'))
  await queue.send('a', job('a3'))
  await queue.send('b', job('b1'))
  expect(await until(1)).toEqual(['b1'])
  gate.resolve()
  expect(await until(4)).toEqual(['b1', 'a1', 'a2', 'a3'])
})

test('a failed job is tried again, before those behind it', async () => {
  let attempts = 0
  const { until } = await start(async (name) => {
    if (name === 'a1' && ++attempts === 1) throw new Error('not yet')
  })
  await queue.send('a', job('a1'))
  await queue.send('a', job('a2'))
  expect(await until(2)).toEqual(['a1', 'a2'])
})

test('a job that met a rate limit comes back later and holds nobody up', async () => {
  let attempts = 0
  const { until, parked } = await start(async (name) => {
    if (name === 'a1' && ++attempts === 1) throw new RateLimited(1, null)
  })
  await queue.send('a', job('a1'))
  await queue.send('a', job('a2'))
  expect(await until(2)).toEqual(['a2', 'a1'])
  expect(parked).toEqual([])
})
