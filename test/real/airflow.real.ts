import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openAirflow } from '../../action/orchestrators/airflow.ts'
import type { Orchestrator } from '../../action/orchestrators/orchestrator.ts'
import type { Pace } from '../../action/orchestrators/pace.ts'
import { driven, memory } from '../orchestrators/driven.ts'
import { project, shop } from '../support/project.ts'
import { shopWarehouse } from '../support/shop-warehouse.ts'
import { type AirflowServer, startAirflow } from './airflow-server.ts'
import { passing } from './passing.ts'

const pace: Pace = { first: 300, longest: 2000, patience: 60_000, grace: 15_000 }
const started = await startAirflow()
const missing = 'missing' in started ? started.missing : null
if (missing !== null) console.log(`Airflow is not tried: ${missing}`)
const airflow = started as AirflowServer

const open = (dag: string, options: object = {}, settings: object = {}): Orchestrator =>
  openAirflow({
    options: { dag, ...options },
    parameters: {},
    settings: { url: airflow.url, user: 'galley', password: 's3cret-enough', ...settings },
    environment: {},
  })
const flag = async (name: string): Promise<string> => readFile(join(airflow.folder, name), 'utf8').catch(() => '')
const lines = async (name: string): Promise<string[]> => (await flag(name)).split('\n').filter(Boolean)
const runs = async (dag: string): Promise<string[]> => {
  const { dag_runs } = (await (await airflow.request('GET', `/dags/${dag}/dagRuns?limit=100`)).json()) as {
    dag_runs: { dag_run_id: string }[]
  }
  return dag_runs.map(({ dag_run_id }) => dag_run_id)
}

describe.skipIf(missing !== null)('a real Airflow', () => {
  afterAll(() => airflow.stop())

  it('runs a DAG with its conf: tasks with their times, their logs, XComs', async () => {
    const options = { conf: { day: '2026-01-01', rows: 7 }, outputs: { rows: 'load', read: 'extract.return_value' } }
    const { outputs, children, notes, printed, error } = await driven(open('nightly', options), { pace })
    expect(error).toBeNull()
    expect(outputs).toMatchObject({ rows: '{"rows":7}', read: '7' })
    expect(notes[0]).toMatch(/^Airflow 3\./)
    expect(children.map(({ name, state, tries }) => [name, state, tries]).sort()).toEqual([
      ['extract', 'succeeded', 1],
      ['load', 'succeeded', 1],
    ])
    for (const { started: from, ended } of children)
      expect(Date.parse(ended ?? '')).toBeGreaterThan(Date.parse(from ?? ''))
    expect(printed.join('\n')).toMatch(/extract: .*reads the day 2026-01-01/)
    expect(await runs('nightly')).toEqual([outputs?.run])
    expect((await fetch(outputs?.url ?? '')).status).toBe(200)
  })

  it('a start whose answer is lost is found again: one run', async () => {
    const before = (await runs('nightly_sandbox')).length
    // A proxy that passes everything on, and cuts the connection when the start has been carried out.
    let lost = 0
    const http = await passing(
      airflow.url,
      ({ method, url }) => method === 'POST' && url.endsWith('/dagRuns') && lost++ === 0,
    )
    const { error, notes } = await driven(open('nightly_sandbox', {}, { url: http.url }), { pace })
    await http.close()
    expect(error).toBeNull()
    expect(lost).toBeGreaterThan(0)
    expect(notes.join('\n')).toMatch(/answer to the start was lost/)
    expect(await runs('nightly_sandbox')).toHaveLength(before + 1)
  })

  it('what failed is told, and what is gone on with runs only that again', async () => {
    const begun = memory()
    const first = await driven(open('flaky'), { pace, begun })
    expect(first.error).toMatchObject({ code: 'outside.failed', retryable: true })
    expect(first.error.message).toMatch(/the DAG flaky, run \S+: The run ended as failed. What failed: bad\..*See http/)
    expect(first.printed.join('\n')).toContain('ValueError: the bucket is not there')
    expect(first.children.map(({ name, state }) => `${name} ${state}`).sort()).toEqual([
      'bad failed',
      'good succeeded',
      'last skipped',
    ])
    await writeFile(join(airflow.folder, 'mended'), '')
    const again = await driven(open('flaky', { outputs: { end: 'last' } }), { pace, begun })
    expect(again.error).toBeNull()
    expect(again.outputs).toMatchObject({ end: 'done' })
    expect(await lines('good')).toHaveLength(1)
    expect(await lines('bad')).toHaveLength(2)
    expect(await runs('flaky')).toHaveLength(1)
  })

  it('a cancelled order ends the run there; going on begins a new one', async () => {
    const begun = memory()
    const onNote = (note: string, abort: () => void): void => void (/^wait: running/.test(note) && abort())
    const first = await driven(open('slow'), { pace, begun, onNote })
    expect(first.error?.name).toBe('AbortError')
    expect(first.notes.at(-1)).toMatch(/Airflow has ended run .*_1 \(failed\)/)
    expect(first.printed.join('\n')).toMatch(/wait: .*second 0|^$/)
    const again = await driven(open('slow', { conf: { seconds: 1 } }), { pace, begun })
    expect(again.error).toBeNull()
    expect(again.outputs?.run).toMatch(/_2$/)
  })

  it('it cannot be reached for a while in the middle of a run: the run is followed to its end', async () => {
    let away = false
    const proxy = await passing(airflow.url, () => away)
    const onNote = (note: string): void => {
      if (!/^wait: running/.test(note)) return
      away = true
      setTimeout(() => {
        away = false
      }, 4000)
    }
    const { error, notes } = await driven(open('slow', { conf: { seconds: 8 } }, { url: proxy.url }), {
      pace,
      onNote,
      order: 'away',
    })
    await proxy.close()
    expect(error?.message ?? null).toBeNull()
    expect(notes.join('\n')).toMatch(/cannot be reached.*Asking again/)
    expect((await runs('slow')).filter((id) => id.includes('away'))).toHaveLength(1)
  })

  it('a run that is deleted is no success', async () => {
    const onNote = (note: string): void => {
      const id = / has started .*: run (\S+),/.exec(note)?.[1]
      if (id !== undefined) void airflow.request('DELETE', `/dags/slow/dagRuns/${id}`)
    }
    const { error } = await driven(open('slow'), { pace, onNote, order: 'deleted' })
    expect(error?.code).toBe('outside.gone')
  })

  it.each([
    ['a paused DAG', () => open('resting'), 'outside.paused', 'resting'],
    ['a conf that the DAG refuses', () => open('strict', { conf: { day: 'short' } }), 'outside.refused', 'strict'],
    ['a DAG that is not there', () => open('nothing'), 'outside.not_found', null],
    [
      'a role that is too low',
      () => open('resting', {}, { user: 'viewer', password: 'v1ewer-only' }),
      'outside.paused',
      'resting',
    ],
    [
      'a role that may not start',
      () => open('strict', { conf: { day: '2026-01-01' } }, { user: 'viewer', password: 'v1ewer-only' }),
      'outside.forbidden',
      'strict',
    ],
    ['a wrong password', () => open('strict', {}, { password: 'wrong' }), 'outside.token', 'strict'],
    ['a wrong token', () => open('strict', {}, { token: 'nonsense' }), 'outside.token', 'strict'],
    [
      'its pages in place of its API',
      () => open('strict', {}, { url: `${airflow.url}/home` }),
      'outside.not_api',
      'strict',
    ],
  ] as const)('%s is said, and nothing is started', async (_, tool, code, dag) => {
    const { error } = await driven(tool(), { pace })
    expect(error?.code, error?.message).toBe(code)
    expect(error.message).toMatch(/See http/)
    if (dag !== null) expect(await runs(dag)).toEqual([])
  })

  it('is a node of a recipe: once a day in production, by its sandbox in a kitchen', async () => {
    const shopful = await shopWarehouse()
    await shopful.deliver([1])
    const files = shop(`nodes:
  nightly:
    airflow: { connection: af, dag: nightly, conf: { day: "\${{ order.date }}" }, outputs: { rows: extract } }
    sandbox: { dag: nightly_sandbox, outputs: { rows: load } }
  use: { inputs: [], run: 'test "$ROWS" = "$WANTED"', env: { ROWS: "\${{ nodes.nightly.outputs.rows }}", WANTED: "\${{ env.WANTED }}" } }
`)
    const galley = (files['galley.yaml'] ?? '').replace(
      'connections: {',
      `connections: { af: { type: airflow, url: "${airflow.url}", user: galley, password: "\${{ secrets.AF_PASSWORD }}" },`,
    )
    const head = await project({ ...files, 'galley.yaml': galley })
    const env = { PATH: process.env.PATH, AF_PASSWORD: 's3cret-enough', WANTED: '10' }
    const before = await lines('nightly')
    const report = await shopful.produce(head, { env, date: '2026-02-02' })
    expect(report.nodes.map(({ node, state, error }) => [node, state, error?.message ?? null])).toEqual([
      ['nightly', 'succeeded', null],
      ['use', 'succeeded', null],
    ])
    expect(report.nodes[0]?.children?.map(({ name, state }) => `${name} ${state}`).sort()).toEqual([
      'extract succeeded',
      'load succeeded',
    ])
    const again = await shopful.produce(head, { env, date: '2026-02-02' })
    expect(again.nodes.map(({ state }) => state)).toEqual(['reused', 'reused'])
    expect(await lines('nightly')).toEqual([...before, '2026-02-02'])

    const sandboxed = await lines('sandbox')
    const changed = await project({
      ...files,
      'galley.yaml': galley,
      'recipes/shop/recipe.yaml': (files['recipes/shop/recipe.yaml'] ?? '').replace(
        'order.date }}" }',
        'order.date }}", rows: 3 }',
      ),
    })
    const kitchen = await shopful.cook(head, changed, { env: { ...env, WANTED: '1' }, date: '2026-02-02' })
    expect(kitchen.nodes.map(({ state, error }) => error?.message ?? state)).toEqual(['succeeded', 'succeeded'])
    expect(await lines('sandbox')).toHaveLength(sandboxed.length + 1)
    expect(await lines('nightly')).toEqual([...before, '2026-02-02'])
    expect(JSON.stringify([report, shopful.progress])).not.toContain('s3cret-enough')
  })
})
