import { describe, expect, it } from 'vitest'
import { driven } from './driven.ts'
import { fakeAirflow } from './fakes/airflow.ts'
import { faults } from './faults.ts'

faults('airflow 3', () => fakeAirflow(2), { runsAfterRetry: 1 })
faults('airflow 2', () => fakeAirflow(1), { runsAfterRetry: 1, expired: 'outside.token' })

describe('airflow', () => {
  it('begins one run under our id, tells its tasks over pages, and gives XComs', async () => {
    const fake = await fakeAirflow()
    const { outputs, children, notes, printed } = await driven(
      fake.open({ outputs: { result: 'load' }, conf: { day: 1 } }),
    )
    const id = 'galley_20260101000000000-0a1b2c3d_shop.nightly_1'
    const url = `${fake.server.url}/dags/nightly/runs/${id}`
    expect(outputs).toEqual({ run: id, url, result: '{"rows":10}' })
    expect(children).toHaveLength(152)
    expect(children[0]).toMatchObject({ name: 'extract', state: 'succeeded', word: 'success', tries: 1 })
    expect(children[2]?.name).toBe('each[0]')
    expect(notes[0]).toBe('Airflow 3.3.2')
    expect(notes).toContain('extract: success after 2.5 s')
    expect(printed).toContain('extract: read 10 rows')
    expect(printed.join()).not.toContain('::group')
    const start = fake.server.asked.find(fake.isStart)?.body
    expect(start).toMatchObject({ dag_run_id: id, conf: { day: 1 }, logical_date: null })
  })

  it('of version 2 is asked by its own API, with user and password each time', async () => {
    const fake = await fakeAirflow(1)
    const { outputs, notes, printed, children } = await driven(fake.open({ outputs: { result: 'load' } }))
    expect(notes[0]).toBe('Airflow 2.11.0')
    expect(outputs?.url).toMatch(/\/dags\/nightly\/grid\?dag_run_id=galley_/)
    expect(outputs?.result).toBe('{"rows":10}')
    expect(children).toHaveLength(152)
    expect(printed).toContain('extract: [2026-01-01] read 10 rows')
    expect(fake.server.asked.filter(({ path }) => path.startsWith('/api/v2'))).toHaveLength(1)
  })

  it.each([
    ['is_paused', 'outside.paused'],
    ['has_import_errors', 'outside.broken'],
    ['is_stale', 'outside.stale'],
  ] as const)('a DAG that %s is not started', async (what, code) => {
    const fake = await fakeAirflow()
    fake.dag[what] = true
    expect((await driven(fake.open())).error?.code).toBe(code)
    expect(fake.begun()).toBe(0)
  })

  it('a DAG that is not there, and an XCom that was not left, are said by name', async () => {
    const fake = await fakeAirflow()
    expect((await driven(fake.open({ dag: 'nightli' }))).error?.message).toMatch(
      /the DAG nightli: There is no such DAG/,
    )
    const { error } = await driven(fake.open({ outputs: { n: 'load.rows' } }))
    expect(error).toMatchObject({
      code: 'outside.no_output',
      message: expect.stringContaining('no XCom "rows" of the task load'),
    })
  })

  it('a failed run with tasks that were left out is not gone on with either', async () => {
    const fake = await fakeAirflow()
    fake.skips = true
    fake.course = ['failed']
    expect((await driven(fake.open())).error?.code).toBe('outside.failed')
    fake.course = ['success']
    expect((await driven(fake.open())).outputs?.run).toMatch(/_2$/)
  })

  it('a run that Galley has cancelled is not gone on with, for its tasks were left out', async () => {
    const fake = await fakeAirflow()
    fake.course = ['running']
    await driven(fake.open(), { onNote: (note, abort) => void (note.endsWith('is running') && abort()) })
    fake.course = ['success']
    expect((await driven(fake.open())).outputs?.run).toMatch(/_2$/)
    expect(fake.begun()).toBe(2)
  })
})
