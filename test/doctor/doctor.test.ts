import { describe, expect, it } from 'vitest'
import { fakeAirflow } from '../orchestrators/fakes/airflow.ts'
import { type Desk, desk } from '../support/cli.ts'
import { shop } from '../support/project.ts'

const recipe = `nodes:
  nightly:
    airflow: { connection: af, dag: nightly, conf: { day: "\${{ order.date }}", rows: "\${{ nodes.first.outputs.rows }}" } }
    sandbox: { dag: nightly_sandbox }
  first: { inputs: [], run: echo }
  models: { dbt: { project: . } }
`

async function withAirflow(url: string): Promise<Desk> {
  const files = shop(recipe)
  const connection = `af: { type: airflow, url: "${url}", user: galley, password: "\${{ secrets.AF_PASSWORD }}" },`
  const galley = (files['galley.yaml'] ?? '').replace('connections: {', `connections: { ${connection}`)
  const one = await desk({ ...files, 'galley.yaml': galley })
  Object.assign(one.env, { AF_PASSWORD: 's3cret-enough', PATH: '/nowhere' })
  return one
}

describe('galley doctor', () => {
  it('asks every tool whether it would take what it is to be handed, and starts nothing', async () => {
    const fake = await fakeAirflow()
    const { galley } = await withAirflow(fake.server.url)
    const { json, exit } = await galley('doctor', '--json')
    expect(exit).toBe(1)
    expect(json).toMatchObject({ schema_version: 1, ok: false })
    expect(
      json.checks.map((one: { subject: string; state: string; code: string }) => [one.subject, one.state, one.code]),
    ).toEqual([
      ['warehouse', 'ok', null],
      ['shop.nightly in production', 'ok', null],
      ['shop.nightly in a kitchen', 'failed', 'outside.not_found'],
      ['shop.models in production', 'failed', 'dbt.no_program'],
      ['shop.models in a kitchen', 'skipped', null],
    ])
    expect(json.checks[1].message).toBe('Airflow: the DAG nightly can be run. Airflow 3.3.2')
    expect(json.checks[2].message).toMatch(/the DAG nightly_sandbox: There is no such DAG. Mend .* See http/)
    expect(fake.begun()).toBe(0)
  })

  it('a paused DAG, a missing secret and a tool that is down are said, and no secret is', async () => {
    const fake = await fakeAirflow()
    fake.dag.is_paused = true
    const { galley, env } = await withAirflow(fake.server.url)
    expect((await galley('doctor')).out).toMatch(/failed {2}shop.nightly in production: .*paused.*\[outside.paused\]/)
    delete env.AF_PASSWORD
    expect((await galley('doctor')).out).toMatch(
      /The secret AF_PASSWORD is not there: nobody has set the environment variable AF_PASSWORD.*\[secret.missing\]/,
    )
    env.AF_PASSWORD = 'another-secret'
    const wrong = await galley('doctor')
    expect(wrong.out).toMatch(/outside.token/)
    expect(wrong.out).not.toContain('another-secret')
    await fake.server.down()
    expect((await galley('doctor')).out).toMatch(/cannot be reached.*\[outside.unreachable\]/)
  })
})
