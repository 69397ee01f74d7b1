import { describe, expect, it } from 'vitest'
import { driven } from './driven.ts'
import { fakeDagster } from './fakes/dagster.ts'
import { faults } from './faults.ts'

// Failed steps are run again by a run of their own, from the failure on.
faults('dagster', fakeDagster, { runsAfterRetry: 2, lostBefore: 'outside.lost', expired: 'outside.token' })

describe('dagster', () => {
  it('launches once, tagged with our id, and tells steps with their times', async () => {
    const fake = await fakeDagster()
    const { children, printed, notes, outputs } = await driven(fake.open({ config: { ops: {} } }))
    expect(outputs?.url).toBe(`${fake.server.url}/runs/${outputs?.run}`)
    expect(children).toMatchObject([
      { name: 'load', state: 'succeeded', started: '2026-01-01T00:00:00.000Z', ended: '2026-01-01T00:00:03.000Z' },
    ])
    expect(notes).toContain('load: SUCCESS after 3.0 s')
    expect(printed).toEqual(['load: read 10 rows'])
    const sent = JSON.stringify(fake.server.asked.find(fake.isStart)?.body)
    expect(sent).toContain('"key":"galley/run","value":"galley_20260101000000000-0a1b2c3d_shop.nightly_1"')
  })

  it('a job that is not there is said, and errors of GraphQL are no answers', async () => {
    const fake = await fakeDagster()
    expect((await driven(fake.open({ job: 'nightli' }))).error).toMatchObject({ code: 'outside.not_found' })
    const broken = { status: 200, json: { data: null, errors: [{ message: 'boom' }] } }
    fake.server.wrongs.push({ on: () => true, what: broken, times: 99 })
    expect((await driven(fake.open())).error).toMatchObject({
      code: 'outside.answer',
      message: expect.stringContaining('boom'),
    })
    expect(fake.begun()).toBe(0)
  })
})
