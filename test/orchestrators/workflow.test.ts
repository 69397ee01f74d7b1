import { describe, expect, it } from 'vitest'
import { driven, memory } from './driven.ts'
import { fakeWorkflow } from './fakes/workflow.ts'
import { faults } from './faults.ts'

faults('workflow', fakeWorkflow, { runsAfterRetry: 1, lostBefore: 'outside.lost', expired: 'outside.token' })

describe('workflow', () => {
  it('dispatches once on the default branch, tells all jobs, and gives artifacts', async () => {
    const fake = await fakeWorkflow()
    const options = { outputs: { report: 'report' }, parameters: { day: 7 } }
    const { outputs, children, printed } = await driven(fake.open(options))
    expect(outputs).toEqual({
      run: '9000000001',
      url: 'https://github.com/octo/publish/actions/runs/9000000001',
      report: `${fake.server.url}/repos/octo/publish/actions/artifacts/5/zip`,
    })
    expect(children).toHaveLength(120)
    expect(printed).toContain('job 0: read 10 rows')
    const inputs = { day: '7', galley_run: 'galley_20260101000000000-0a1b2c3d_shop.nightly_1' }
    expect(fake.server.asked.find(fake.isStart)?.body).toEqual({ ref: 'trunk', inputs, return_run_details: true })
  })

  it('a server that does not tell the run is asked again without, and the run found by its name', async () => {
    const fake = await fakeWorkflow()
    fake.old = true
    expect((await driven(fake.open())).error).toBeNull()
    expect(fake.begun()).toBe(1)
  })

  it('a workflow that cannot show our id is not started again when an answer is lost', async () => {
    const fake = await fakeWorkflow()
    fake.workflow.text = 'on: workflow_dispatch\n'
    fake.server.wrongs.push({ on: fake.isStart, what: 'lost', times: 1 })
    const begun = memory()
    expect((await driven(fake.open(), { begun })).error?.code).toBe('outside.lost')
    expect((await driven(fake.open(), { begun })).error?.code).toBe('outside.lost')
    expect(fake.begun()).toBe(1)
  })

  it.each([
    ['disabled_manually', 'outside.paused'],
    ['active', null],
  ])('a workflow that is %s', async (state, code) => {
    const fake = await fakeWorkflow()
    fake.workflow.state = state
    expect((await driven(fake.open())).error?.code ?? null).toBe(code)
  })

  it('a run whose jobs were all skipped has done nothing', async () => {
    const fake = await fakeWorkflow()
    fake.course = ['skipped']
    expect((await driven(fake.open())).error).toMatchObject({
      code: 'outside.failed',
      message: expect.stringContaining('ended as skipped'),
    })
  })

  it('a rate limit is no lack of rights', async () => {
    const fake = await fakeWorkflow()
    const limited = { status: 403, json: { message: 'rate limit' }, headers: { 'x-ratelimit-remaining': '0' } }
    fake.server.wrongs.push({ on: fake.isLook, what: limited, times: 3 })
    expect((await driven(fake.open())).error).toBeNull()
  })
})
