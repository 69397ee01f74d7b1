import { describe, expect, it } from 'vitest'
import { decodeReport } from '../../recipes-schema/order/decode.ts'
import type { Project } from '../../recipes-schema/recipe/types.ts'
import { project, shop } from '../support/project.ts'
import { shopWarehouse } from '../support/shop-warehouse.ts'
import { fakeAirflow } from './fakes/airflow.ts'
import { fakeControlM } from './fakes/control-m.ts'

const env = { PATH: process.env.PATH ?? '', TOOL_PASSWORD: 's3cret-enough' }

function withTool(connection: string, recipe: string): Promise<Project> {
  const files = shop(recipe)
  const galley = (files['galley.yaml'] ?? '').replace('connections: {', `connections: { tool: ${connection},`)
  return project({ ...files, 'galley.yaml': galley })
}

const airflow = (url: string, recipe: string): Promise<Project> =>
  withTool(`{ type: airflow, url: "${url}", user: galley, password: "\${{ secrets.TOOL_PASSWORD }}" }`, recipe)

describe('an order', () => {
  it('hands work out, goes on with what came of it, and tells its parts', async () => {
    const fake = await fakeAirflow()
    const shopful = await shopWarehouse()
    await shopful.deliver([1])
    const recipe = `nodes:
  nightly: { airflow: { connection: tool, dag: nightly, conf: { day: "\${{ order.date }}" }, outputs: { result: load } } }
  use: { inputs: [], run: 'test "$RESULT" = "{\\"rows\\":10}"', env: { RESULT: "\${{ nodes.nightly.outputs.result }}" } }
`
    const head = await airflow(fake.server.url, recipe)
    const report = await shopful.produce(head, { env, date: '2026-01-01' })
    expect(report.nodes.map(({ state, error }) => error?.message ?? state)).toEqual(['succeeded', 'succeeded'])
    expect(report.nodes[0]?.children).toHaveLength(152)
    // As the App takes it.
    expect(decodeReport(JSON.parse(JSON.stringify(report)))).toEqual({ ok: true, value: report })
    expect(report.nodes[0]?.children?.[0]).toEqual({
      name: 'extract',
      state: 'succeeded',
      word: 'success',
      started: '2026-01-01T00:00:00Z',
      ended: '2026-01-01T00:00:02.5Z',
      tries: 1,
    })
    expect(fake.server.asked.find(fake.isStart)?.body).toMatchObject({ conf: { day: '2026-01-01' } })
    // Once a day, however often it is asked for.
    expect((await shopful.produce(head, { env, date: '2026-01-01' })).nodes[0]?.state).toBe('reused')
    expect(fake.begun()).toBe(1)
    await shopful.produce(head, { env, date: '2026-01-02' })
    expect(fake.begun()).toBe(2)
    expect(JSON.stringify([report, shopful.progress])).not.toContain('s3cret-enough')
  })

  it('in a kitchen does what the sandbox says, or says that it leaves it alone', async () => {
    const fake = await fakeAirflow()
    const shopful = await shopWarehouse()
    await shopful.deliver([1])
    const alone = await airflow(
      fake.server.url,
      'nodes:\n  nightly: { airflow: { connection: tool, dag: production } }\n',
    )
    expect((await shopful.cook(alone, alone, { env })).nodes[0]?.error?.code).toBe('outside_effect')
    expect(fake.server.asked).toEqual([])
    const node = (conf: string): string =>
      `nodes:\n  nightly: { airflow: { connection: tool, dag: production, conf: { n: ${conf} } }, sandbox: { dag: nightly, conf: { n: 0 } } }\n`
    const base = await airflow(fake.server.url, node('1'))
    const changed = await airflow(fake.server.url, node('2'))
    expect((await shopful.cook(base, changed, { env })).nodes[0]).toMatchObject({ state: 'succeeded', error: null })
    expect(fake.server.asked.find(fake.isStart)?.body).toMatchObject({ conf: { n: 0 } })
    expect(fake.server.asked.some(({ path }) => path.includes('production'))).toBe(false)
  })

  it('a retry goes on with the run that failed', async () => {
    const fake = await fakeAirflow()
    const shopful = await shopWarehouse()
    await shopful.deliver([1])
    fake.course = ['running', 'failed']
    const watch = setInterval(() => {
      if (shopful.progress.some((one) => one.type === 'log' && /Try 1 of 2 failed/.test(one.line)))
        fake.course = ['success']
    }, 20)
    const node = '{ airflow: { connection: tool, dag: nightly }, retry: { attempts: 2, backoff: 1s } }'
    const report = await shopful.produce(await airflow(fake.server.url, `nodes:\n  nightly: ${node}\n`), { env })
    clearInterval(watch)
    expect(report.nodes[0]).toMatchObject({ state: 'succeeded', attempts: 2 })
    expect(fake.begun()).toBe(1)
  })

  it('remembers over its end that it has asked a tool that could not tell', async () => {
    const fake = await fakeControlM()
    const shopful = await shopWarehouse()
    await shopful.deliver([1])
    fake.server.wrongs.push({ on: fake.isStart, what: 'lost', times: 1 })
    const connection = `{ type: control_m, url: "${fake.server.url}/automation-api", server: ctm, user: galley, password: "\${{ secrets.TOOL_PASSWORD }}" }`
    const head = await withTool(connection, 'nodes:\n  settle: { control_m: { connection: tool, folder: NIGHTLY } }\n')
    const first = await shopful.produce(head, { env, id: 'order-x' })
    expect(first.nodes[0]?.error?.code).toBe('outside.lost')
    const again = await shopful.produce(head, { env, id: 'order-x' })
    expect(again.nodes[0]?.error).toMatchObject({
      code: 'outside.lost',
      message: expect.stringContaining('has asked for a run before'),
    })
    expect(fake.begun()).toBe(1)
    expect(await shopful.rows('select id, run from galley.begun_runs')).toEqual([
      { id: 'galley_order-x_shop.settle_1', run: null },
    ])
    // A new order is a new question.
    expect((await shopful.produce(head, { env, id: 'order-y' })).verdict).toBe('pass')
    expect(fake.begun()).toBe(2)
  })
})
