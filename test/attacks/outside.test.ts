import { expect, it } from 'vitest'
import { carryOrder } from '../../action/runner/carry-order.ts'
import type { Report } from '../../recipes-schema/report/types.ts'
import { fakeAirflow } from '../orchestrators/fakes/airflow.ts'
import { desk } from '../support/cli.ts'
import { shop } from '../support/project.ts'

// Attacks on what a kitchen does in other programs, by the runner and against listening ones.
type Airflow = Awaited<ReturnType<typeof fakeAirflow>>

const secret = 's3cret-enough'

const files = (url: string, nodes: string, more = ''): Record<string, string> => {
  const made = shop(`nodes:\n  nightly: ${nodes}\n`)
  const tool = (at: string): string => `{ type: airflow, url: "${at}", user: galley, password: "\${{ secrets.TOOL }}" }`
  const galley = (made['galley.yaml'] ?? '').replace('connections: {', `connections: { tool: ${tool(url)}, ${more}`)
  return { ...made, 'galley.yaml': galley }
}

/** The kitchen of a change as the runner carries it out, with the workflow's secret at hand. */
async function kitchen(before: Record<string, string>, after: Record<string, string>): Promise<Report> {
  const { folder, env, write, commit, galley, git } = await desk({ 'README.md': '' })
  await write(before)
  const base = await commit('Base')
  await git('checkout', '-qb', 'change')
  await write(after)
  const head = await commit('Head')
  const { digest } = (await galley('plan', '--base', base, '--head', head, '--json')).json
  const io = {
    env: { ...env, TOOL: secret },
    cwd: folder,
    out: () => undefined,
    err: () => undefined,
    colour: false,
    signal: new AbortController().signal,
    now: () => new Date(),
  }
  const shas = { head, base, merge_base: base, plan_digest: digest }
  const frame = { id: 'order-1', kind: 'kitchen', environment: 'pr_1', pull_request: 1, actor: 'mallory' } as const
  const remote = { server: '', repository: '', token: '' }
  return carryOrder({
    order: { ...frame, ...shas, force: [] },
    folder,
    remote,
    jobs: 1,
    io,
    on: () => undefined,
  })
}

const asked = ({ server }: Airflow): string => JSON.stringify(server.asked)

it('a pull request that names another DAG or another address changes neither in its kitchen', async () => {
  const [own, evil] = [await fakeAirflow(), await fakeAirflow()]
  const node = (dag: string, conf: number): string =>
    `{ airflow: { connection: tool, dag: production, conf: { n: ${conf} } }, sandbox: { dag: ${dag} } }`
  const report = await kitchen(files(own.server.url, node('nightly', 1)), files(evil.server.url, node('production', 2)))
  expect(report.nodes).toMatchObject([{ node: 'nightly', state: 'succeeded' }])
  expect(evil.server.asked).toEqual([])
  expect(own.server.asked.find(own.isStart)?.body).toMatchObject({ conf: { n: 1 } })
  expect(asked(own)).not.toContain('production')
})

it('a pull request that brings a node or a connection of its own gets no secret there', async () => {
  const [own, evil] = [await fakeAirflow(), await fakeAirflow()]
  const nothing = files(own.server.url, '{ sql: select 1 as x }')
  const mine = `mine: { type: airflow, url: "${evil.server.url}", user: galley, password: "\${{ secrets.TOOL }}" }, `
  for (const [connection, more] of [
    ['tool', ''],
    ['mine', mine],
  ] as const) {
    const node = `{ airflow: { connection: ${connection}, dag: nightly }, sandbox: { dag: production } }`
    const report = await kitchen(nothing, files(own.server.url, node, more))
    expect(report.nodes).toMatchObject([{ state: 'skipped', error: { code: 'outside_effect' } }])
    expect(report.nodes[0]?.error?.message).toContain('default branch')
  }
  expect([own.server.asked, evil.server.asked]).toEqual([[], []])
})
