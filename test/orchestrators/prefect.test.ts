import { describe, expect, it } from 'vitest'
import { driven } from './driven.ts'
import { fakePrefect } from './fakes/prefect.ts'
import { faults } from './faults.ts'

// Prefect cannot run a part of a flow again: what failed is run anew.
faults('prefect', fakePrefect, { runsAfterRetry: 2, expired: 'outside.token' })

describe('prefect', () => {
  it('creates one run under our key, and tells all tasks over pages', async () => {
    const fake = await fakePrefect()
    const { children, printed, notes } = await driven(fake.open({ parameters: { day: 7 } }))
    expect(notes[0]).toBe('Prefect 3.8.8')
    expect(children).toHaveLength(230)
    expect(children[0]).toMatchObject({ name: 'load-0', state: 'succeeded', tries: 1 })
    expect(printed).toContain('load-0: read 10 rows')
    const sent = fake.server.asked.find(fake.isStart)?.body
    expect(sent).toMatchObject({
      parameters: { day: 7 },
      idempotency_key: 'galley_20260101000000000-0a1b2c3d_shop.nightly_1',
    })
  })

  it('a paused deployment and one that is not there are not started', async () => {
    const fake = await fakePrefect()
    expect((await driven(fake.open({ deployment: 'pord' }))).error?.code).toBe('outside.not_found')
    fake.deployment.paused = true
    expect((await driven(fake.open())).error?.code).toBe('outside.paused')
    expect(fake.begun()).toBe(0)
  })
})
