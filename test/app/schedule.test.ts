import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Happening } from '../../app/alerts/happening.ts'
import { lookAtTheClock } from '../../app/schedule/clock.ts'
import { productionOrderId } from '../../app/schedule/produce.ts'
import { dayOf, dueSince, slotsBetween, type Timing } from '../../app/schedule/slots.ts'
import { schedulesOf } from '../../app/schedule/sync.ts'
import { type Loop, passing, startLoop } from './support/loop.ts'
import { anOrder, repository } from './support/orders.ts'
import { files, project } from './support/project.ts'
import { startWeb, type Web } from './support/web.ts'

const timing = (over: Partial<Timing> = {}): Timing => ({
  cron: '0 6 * * *',
  timezone: 'UTC',
  lateAfter: null,
  catchUp: 'last',
  ...over,
})
const at = (text: string): Date => new Date(text)
const shown = (slots: readonly Date[]): string[] => slots.map((slot) => slot.toISOString().slice(0, 16))

describe('the moments of a schedule', () => {
  test.each<[string, string, string, string, string, string[]]>([
    [
      'after one and up to another',
      '0 6 * * *',
      'UTC',
      '2026-01-30T06:00Z',
      '2026-02-01T06:00Z',
      ['2026-01-31T06:00', '2026-02-01T06:00'],
    ],
    [
      'by its own clock',
      '0 6 * * *',
      'America/Chicago',
      '2026-01-31T00:00Z',
      '2026-02-01T00:00Z',
      ['2026-01-31T12:00'],
    ],
    [
      'by that clock in summer',
      '0 6 * * *',
      'America/Chicago',
      '2026-07-31T00:00Z',
      '2026-08-01T00:00Z',
      ['2026-07-31T11:00'],
    ],
    [
      'once where the clock leaves the hour out',
      '30 2 * * *',
      'America/Chicago',
      '2026-03-08T06:00Z',
      '2026-03-09T06:00Z',
      ['2026-03-08T08:00'],
    ],
    [
      'once where the hour comes twice',
      '30 1 * * *',
      'America/Chicago',
      '2026-11-01T04:00Z',
      '2026-11-02T04:00Z',
      ['2026-11-01T06:30'],
    ],
    ['on days of the week alone', '0 6 * * 1-5', 'UTC', '2026-01-30T07:00Z', '2026-02-02T07:00Z', ['2026-02-02T06:00']],
  ])('are told: %s', (_, cron, timezone, after, until, expected) => {
    expect(shown(slotsBetween({ cron, timezone }, at(after), at(until)))).toEqual(expected)
  })

  test('are each told once, however often the clock is looked at', () => {
    const begin = at('2026-10-25T00:00Z').getTime()
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 12 }),
        fc.constantFrom('UTC', 'America/Chicago', 'Europe/Zurich', 'Australia/Lord_Howe'),
        (steps, timezone) => {
          const one = { cron: '15 * * * *', timezone }
          const seen: string[] = []
          let since = begin
          for (const minutes of steps) {
            const now = since + minutes * 60_000
            seen.push(...shown(slotsBetween(one, new Date(since), new Date(now))))
            since = now
          }
          expect(seen).toEqual(shown(slotsBetween(one, new Date(begin), new Date(since))).slice(-seen.length))
          expect(new Set(seen).size).toBe(seen.length)
        },
      ),
      { numRuns: 30 },
    )
  })

  test('have the day of their own clock', () => {
    expect(dayOf(at('2026-02-01T03:00Z'), 'America/Chicago')).toBe('2026-01-31')
    expect(dayOf(at('2026-02-01T03:00Z'), 'UTC')).toBe('2026-02-01')
  })
})

describe('what was missed', () => {
  const since = at('2026-01-28T06:00Z')
  const [late, onTime] = [at('2026-01-31T09:00Z'), at('2026-01-31T06:01Z')]
  test.each<[Timing['catchUp'], Date, string[], number]>([
    ['last', late, ['2026-01-31T06:00'], 2],
    ['none', late, [], 3],
    ['none', onTime, ['2026-01-31T06:00'], 2],
    ['all', late, ['2026-01-29T06:00', '2026-01-30T06:00', '2026-01-31T06:00'], 0],
  ])('is made up for as the schedule says: %s', (catchUp, now, run, missed) => {
    const due = dueSince(timing({ catchUp }), since, now)
    expect(shown(due.run)).toEqual(run)
    expect(due.missed).toHaveLength(missed)
  })
  test('is nothing when nothing was due', () =>
    expect(dueSince(timing(), since, at('2026-01-28T07:00Z'))).toEqual({ run: [], missed: [] }))
})

/** What people are to be told of, as `event state subject`. */
function alerts({ queued }: Web): string[] {
  return queued
    .flatMap(({ job }) => ('happenings' in job ? (job.happenings as Happening[]) : []))
    .map(({ event, state, subject }) => `${event} ${state} ${subject}`)
}

describe('the clock', () => {
  let web: Web
  beforeAll(async () => {
    web = await startWeb()
  })
  afterAll(() => web.stop())
  const scheduled = { recipe: 'flights', variation: null }
  const id = String(repository.id)

  test('starts what is due once, whoever looks at it, and nothing that is paused', async () => {
    const { schedules } = web.galley.store
    await schedules.replace(repository, [{ ...scheduled, timing: timing() }])
    await schedules.dealtWith(id, scheduled, at('2026-01-30T06:00Z'))
    const now = at('2026-01-31T06:00:05Z')
    await Promise.all([lookAtTheClock(web.galley, now), lookAtTheClock(web.galley, now)])
    const runs = web.queued
      .filter(({ job }) => 'run' in job)
      .map(({ job }) => (job as { run: { occasion: string } }).run)
    expect(new Set(runs.map((run) => run.occasion))).toEqual(new Set(['2026-01-31T06:00:00.000Z']))
    const before = web.queued.length
    await lookAtTheClock(web.galley, now)
    await schedules.pause(id, scheduled, 'ada', now)
    await lookAtTheClock(web.galley, at('2026-02-05T06:00Z'))
    expect(web.queued).toHaveLength(before)
    await schedules.pause(id, scheduled, null, at('2026-02-05T07:00Z'))
    await lookAtTheClock(web.galley, at('2026-02-05T08:00Z'))
    expect(web.queued).toHaveLength(before)
    await lookAtTheClock(web.galley, at('2026-02-06T06:00:01Z'))
    expect(web.queued).toHaveLength(before + 1)
  })

  test('tells what was missed and is not made up for', async () => {
    const { schedules } = web.galley.store
    await schedules.replace(repository, [{ ...scheduled, timing: timing({ catchUp: 'none' }) }])
    await schedules.dealtWith(id, scheduled, at('2026-02-06T06:00Z'))
    await lookAtTheClock(web.galley, at('2026-02-08T09:00Z'))
    await lookAtTheClock(web.galley, at('2026-02-08T09:01Z'))
    expect(alerts(web)).toEqual(['late news missed flights 2026-02-08T06:00:00.000Z'])
    web.queued.length = 0
  })

  test('notices once that a run is late, and not one that ended well', async () => {
    const { schedules, orders } = web.galley.store
    const late = timing({ lateAfter: 2700 as never })
    await schedules.replace(repository, [{ ...scheduled, timing: late }])
    const slot = at('2026-03-02T06:00Z')
    await schedules.dealtWith(id, scheduled, slot)
    const told = async () => (await schedules.of(id))[0]?.lateTold ?? null
    const look = (time: string) => lookAtTheClock(web.galley, at(time))
    await look('2026-03-02T06:50Z')
    expect(await told()).toBeNull()
    const order = productionOrderId({ repository, ...scheduled, occasion: slot.toISOString() })
    await orders.request({ ...anOrder({ kind: 'produce', environment: 'production' }), id: order })
    await look('2026-03-02T06:44Z')
    expect(await told()).toBeNull()
    await look('2026-03-02T06:46Z')
    expect(await told()).toEqual(slot)
    await look('2026-03-02T06:47Z')
    expect(alerts(web)).toEqual(['late raised late flights'])
    // A run that waits already for the same day is that day's run.
    const [next, held] = [at('2026-03-03T06:00Z'), 'f'.repeat(32)]
    await schedules.dealtWith(id, scheduled, next)
    const asked = { recipe: scheduled.recipe, variation: scheduled.variation, date: '2026-03-03' }
    await orders.request({ ...anOrder({ kind: 'produce', environment: 'production' }), id: held, produce: asked })
    await look('2026-03-03T06:46Z')
    expect(await told()).toEqual(next)
    expect(await schedules.replace(repository, [])).toBeUndefined()
    expect(await schedules.of(id)).toEqual([])
  })
})

test('the schedules of a project are its recipes’, and those of variations that have their own', async () => {
  const recipe = 'recipes/flights/recipe.yaml'
  const text = `${files[recipe]}schedule: { cron: "0 6 * * *", timezone: America/Chicago, late_after: 45m, catch_up: all }
variations:
  plain: { variables: { late_minutes: 5 } }
  nightly: { schedule: { cron: "0 1 * * *" } }
  never: { schedule: none }
`
  const found = schedulesOf(await project({ ...files, [recipe]: text }))
  expect(found).toEqual([
    {
      recipe: 'flights',
      variation: null,
      timing: { cron: '0 6 * * *', timezone: 'America/Chicago', lateAfter: 2700, catchUp: 'all' },
    },
    {
      recipe: 'flights',
      variation: 'nightly',
      timing: { cron: '0 1 * * *', timezone: 'UTC', lateAfter: null, catchUp: 'last' },
    },
  ])
})

describe('production', () => {
  let loop: Loop
  beforeAll(async () => {
    loop = await startLoop()
    loop.github.commit(files, [])
    loop.github.permission = 'maintain'
  })
  afterAll(() => loop.stop())
  let comments = 80_000
  const say = async (body: string): Promise<string> => {
    const id = comments++
    await loop.deliver('issue_comment', {
      action: 'created',
      issue: { number: 3, pull_request: {} },
      comment: { id, body },
    })
    return (await loop.github.until(() => loop.github.comments.find((one) => one.body.includes(`galley:reply:${id} `))))
      .body
  }

  test('is run by a command: one recipe, at the tip of the default branch, for a day', async () => {
    expect(await say('/kitchen produce')).toContain('Name the recipe')
    expect(await say('/kitchen produce flights 2026-01-31')).toContain('Ordered as')
    const run = await loop.github.until(() => loop.github.runs.find((one) => one.inputs.environment === 'production'))
    const { order, token } = await loop.claim(run)
    expect(order).toMatchObject({
      kind: 'produce',
      produce: { recipe: 'flights', variation: null, date: '2026-01-31' },
    })
    // One that waits is enough, whoever asks for it.
    const [first, second] = [await say('/kitchen produce flights'), await say('/kitchen produce flights')]
    expect(/order-\w+/.exec(second)?.[0]).toBe(/order-\w+/.exec(first)?.[0])
    const promotion = { road: 'rebuild' as const, from_version: 1, to_version: 2, bound: [], unbound: [] }
    await loop.post(order.id, 'report', token, passing(order, { promotion }))
    await loop.github.until(() =>
      loop.github.deployments.find((one) => one.payload.order === order.id && one.states.includes('success')),
    )
    // Its turn comes when production is free.
    await loop.github.until(() => loop.github.runs.filter((one) => one.inputs.environment === 'production')[1])
  })

  test('makes each day that is asked for, also after a run that ended without a word', async () => {
    const runs = () => loop.github.runs.filter((one) => one.inputs.environment === 'production')
    const orders = []
    // The first waits behind the run of today, or begins; the others wait.
    for (const day of ['2026-02-01', '2026-02-02', '2026-02-01'])
      orders.push(/order-\w+/.exec(await say(`/kitchen produce flights ${day}`))?.[0])
    const [first, second, again] = orders
    expect(second).not.toBe(first)
    expect(again).toBe(first)
    for (const next of [first, second]) {
      const dies = runs().at(-1)
      const workflow_run = {
        id: dies?.id,
        conclusion: 'failure',
        display_title: 'galley',
        html_url: 'u',
        run_attempt: 1,
      }
      await loop.deliver('workflow_run', { action: 'completed', workflow_run })
      await loop.github.until(() => runs().find((one) => one.inputs.order === next))
    }
  })

  test('tells its schedules, holds them and lets them go', async () => {
    const recipe = 'recipes/flights/recipe.yaml'
    expect(await say('/kitchen schedule')).toContain('No recipe of `main` has a schedule')
    loop.github.main = loop.github.commit({ ...files, [recipe]: `${files[recipe]}schedule: { cron: "0 6 * * *" }\n` })
    expect(await say('/kitchen schedule')).toMatch(/`flights` \| `0 6 \* \* \*` \| UTC \| 20\d\d-/)
    expect(await say('/kitchen schedule pause flights')).toContain('paused by ada')
    expect(await say('/kitchen schedule resume flights')).toContain('T06:00:00.000Z')
    expect(await say('/kitchen schedule pause others')).toContain('has no schedule')
  })
})
