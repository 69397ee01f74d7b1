import { cp, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { desk } from '../support/cli.ts'
import { scratch } from '../support/scratch.ts'
import { type AirflowServer, startAirflow } from './airflow-server.ts'
import { installed } from './python.ts'

const example = fileURLToPath(new URL('../../examples/dag-of-dags', import.meta.url))
const dbt = await installed('dbt', ['dbt-core>=1.11,<1.12', 'dbt-duckdb==1.11.1'], 250)
const started = 'missing' in dbt ? dbt : await startAirflow(join(example, 'airflow'), 2)
const missing = 'missing' in started ? started.missing : null
if (missing !== null) console.log(`The DAG of DAGs is not tried: ${missing}`)
const airflow = started as AirflowServer

interface Node {
  readonly node: string
  readonly state: string
  readonly error: { readonly code: string; readonly message: string } | null
  readonly children?: readonly { readonly name: string; readonly state: string }[]
}
const states = (nodes: readonly Node[]): Record<string, string> =>
  Object.fromEntries(nodes.map(({ node, state, error }) => [node, error === null ? state : `${state} ${error.code}`]))

describe.skipIf(missing !== null)('examples/dag-of-dags', () => {
  afterAll(() => airflow.stop())

  it('goes from doctor to production, and a change through its kitchen', async () => {
    const home = await scratch()
    const one = await desk({ 'README.md': 'A DAG of DAGs\n' })
    await cp(example, one.folder, { recursive: true })
    await rm(join(one.folder, 'airflow'), { recursive: true })
    await one.commit('Add the example')
    const weather = join(home, 'seattle-weather.csv')
    await cp(new URL('../../node_modules/vega-datasets/data/seattle-weather.csv', import.meta.url), weather)
    Object.assign(one.env, {
      PATH: `${'bin' in dbt ? dbt.bin : ''}:${process.env.PATH}`,
      HOME: home,
      GALLEY_WAREHOUSE: join(home, 'w.duckdb'),
      WEATHER: weather,
      REPORT: join(home, 'report.txt'),
      DBT_DATABASE: join(home, 'marts.duckdb'),
      AIRFLOW_URL: airflow.url,
      AIRFLOW_PASSWORD: 's3cret-enough',
    })

    const doctor = await one.galley('doctor', '--json')
    expect(doctor.json.checks.filter(({ state }: { state: string }) => state === 'failed')).toEqual([])

    const day = ['--date', '2026-03-01'] as const
    const production = await one.galley('run', '--env', 'production', ...day, '--json')
    expect(states(production.json.nodes), production.err).toEqual({
      load: 'succeeded',
      days: 'succeeded',
      months: 'succeeded',
      marts: 'succeeded',
      nightly: 'succeeded',
      publish: 'succeeded',
    })
    expect(production.json.verdict).toBe('pass')
    const childrenOf = (name: string): string[] =>
      production.json.nodes
        .find(({ node }: Node) => node === name)
        .children.map((child: Node & { name: string }) => `${child.name} ${child.state}`)
        .sort()
    expect(childrenOf('nightly')).toEqual(['check succeeded', 'write succeeded'])
    expect(childrenOf('marts')).toHaveLength(5)
    expect(production.json.tests.filter(({ node }: { node: string }) => node === 'marts')).toHaveLength(3)
    expect(production.json.measures).toHaveLength(3)
    expect(await readFile(join(home, 'report.txt'), 'utf8')).toBe(
      'weather_report: 1461 days as of 2026-03-01, months in "marts"."marts"."wettest_months"\n',
    )

    // Nothing is new: nothing runs, anywhere.
    const again = await one.galley('run', '--env', 'production', ...day, '--json')
    expect(new Set(Object.values(states(again.json.nodes)))).toEqual(new Set(['reused']))

    // A change of the SQL that the others stand on: in the kitchen, by their sandboxes.
    await one.git('checkout', '-qb', 'change')
    const sql = 'recipes/weather/sql/days.sql'
    const text = await readFile(join(one.folder, sql), 'utf8')
    await one.write({ [sql]: text.replace('precipitation,', 'precipitation / 10 as precipitation,') })
    await one.commit('Count in centimetres')
    const kitchen = await one.galley('run', '--env', 'pr_1', '--base', 'main', '--head', 'change', ...day, '--json')
    expect(states(kitchen.json.nodes), kitchen.err).toMatchObject({
      load: 'reused',
      days: 'succeeded',
      months: 'succeeded',
      marts: 'succeeded',
      nightly: 'succeeded',
      publish: 'skipped outside_effect',
    })
    const runs = async (dag: string): Promise<number> =>
      ((await (await airflow.request('GET', `/dags/${dag}/dagRuns`)).json()) as { total_entries: number }).total_entries
    expect([await runs('weather_report'), await runs('weather_report_sandbox')]).toEqual([1, 1])
    expect(await readFile(join(home, 'report.txt'), 'utf8')).toMatch(/^weather_report:/)
  })
})
