import { describe, expect, it } from 'vitest'
import { driven, memory } from './driven.ts'
import { fakeControlM } from './fakes/control-m.ts'
import { faults } from './faults.ts'

// It knows no id of ours: whatever may have been ordered is not ordered again.
faults('control_m', fakeControlM, { runsAfterRetry: 1, lostAfter: 'outside.lost', lostBefore: 'outside.lost' })

describe('control_m', () => {
  it('orders once, tells all jobs over pages, and gives what they printed', async () => {
    const fake = await fakeControlM()
    const { outputs, children, printed } = await driven(fake.open({ variables: { DAY: 7 }, outputs: { rows: 'JOB3' } }))
    expect(outputs).toEqual({ run: 'run-1', url: `${fake.server.url}/ControlM/Monitoring/run-1`, rows: 'read 10 rows' })
    expect(children).toHaveLength(30)
    expect(children[0]).toMatchObject({ name: 'JOB0', state: 'succeeded', word: 'Ended OK', ended: '20260101000003' })
    expect(printed).toContain('JOB0: read 10 rows')
    expect(fake.server.asked.find(fake.isStart)?.body).toEqual({
      ctm: 'ctm',
      folder: 'NIGHTLY',
      variables: [{ DAY: '7' }],
    })
  })

  it('a run that says that it is completed while jobs execute is not', async () => {
    const fake = await fakeControlM()
    fake.course = ['Wait Condition', 'Wait Resource', 'Executing', 'Ended OK']
    const { notes, error } = await driven(fake.open())
    expect(error).toBeNull()
    expect(notes.join('\n')).toMatch(/is Wait Condition[\s\S]*is Wait Resource[\s\S]*is Executing[\s\S]*is Ended OK/)
  })

  it('what a person has to do is said', async () => {
    const fake = await fakeControlM()
    fake.course = ['Wait User']
    const onNote = (note: string, abort: () => void): void => void (/to be confirmed: JOB0/.test(note) && abort())
    expect((await driven(fake.open(), { onNote })).error?.name).toBe('AbortError')
    const held = await fakeControlM()
    const hold = (note: string, abort: () => void): void => {
      if (/ has started /.test(note)) for (const job of held.jobs()) job.held = true
      if (/held, to be freed: JOB0/.test(note)) abort()
    }
    expect((await driven(held.open(), { onNote: hold })).error?.name).toBe('AbortError')
    // What waited was taken out, so that it does not begin when nobody looks.
    expect(held.jobs().every(({ deleted }) => deleted)).toBe(true)
  })

  it('a job that was deleted there is no success', async () => {
    const fake = await fakeControlM()
    const onNote = (note: string): void => {
      if (/ has started /.test(note)) for (const job of fake.jobs()) job.deleted = true
    }
    expect((await driven(fake.open(), { onNote })).error).toMatchObject({ code: 'outside.cancelled' })
  })

  it('an order that was cut short while it asked never asks again', async () => {
    const fake = await fakeControlM()
    const begun = memory()
    begun.kept.set('galley_20260101000000000-0a1b2c3d_shop.nightly_1', 'asked')
    expect((await driven(fake.open(), { begun })).error?.code).toBe('outside.lost')
    expect(fake.begun()).toBe(0)
  })

  it('a connection without a server is said', async () => {
    const { openControlM } = await import('../../action/orchestrators/control-m.ts')
    const tool = openControlM({
      options: { folder: 'F' },
      parameters: {},
      settings: { url: 'http://127.0.0.1:9', token: 'k' },
      environment: {},
    })
    expect((await driven(tool)).error?.message).toMatch(/Write `server:`/)
  })
})
