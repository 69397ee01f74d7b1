import { describe, expect, it } from 'vitest'
import { runId } from '../../action/observe/run-id.ts'
import { type FakeServer, fakeServer, type Wrong } from '../orchestrators/fakes/server.ts'
import { desk } from '../support/cli.ts'
import { load } from '../support/project.ts'
import { faultsOf } from './shapes.ts'
import { watched } from './shop.ts'

const listener = (): Promise<FakeServer> =>
  fakeServer(({ method, path, headers, body }) => {
    if (method !== 'POST' || path !== '/api/v1/lineage') return { status: 404, json: {} }
    if (headers.authorization !== 'Bearer a-lineage-key') return { status: 401, json: {} }
    return faultsOf(body).length === 0 ? { status: 201, text: '' } : { status: 422, json: faultsOf(body) }
  })

const ordered = async (change: (server: FakeServer) => unknown, env: Record<string, string> = {}) => {
  const server = await listener()
  const one = await desk(watched('{}', 'exit 0'))
  Object.assign(one.env, { OPENLINEAGE_URL: server.url, OPENLINEAGE_API_KEY: 'a-lineage-key', ...env })
  await change(server)
  return { server, ran: await one.galley('run', '--env', 'production', '--json') }
}

describe('who is told by the variables of OpenLineage’s clients', () => {
  it('is told all', async () => {
    const { server, ran } = await ordered(() => undefined)
    expect([ran.exit, ran.json.verdict]).toEqual([0, 'warn'])
    expect(server.asked).toHaveLength(14)
    expect(ran.err).not.toContain('OPENLINEAGE_URL')
  })

  it('is told nothing where it is disabled', async () => {
    const { server, ran } = await ordered(() => undefined, { OPENLINEAGE_DISABLED: 'true' })
    expect([ran.exit, server.asked]).toEqual([0, []])
  })

  const always = (): boolean => true
  it.each<[what: string, wrong: Wrong | 'down', lost: RegExp | null]>([
    ['is down', 'down', /was not told 14 of 14 events of this order: .*ECONNREFUSED/],
    ['cuts every connection', { on: always, what: 'cut', times: 1000 }, /was not told 14 of 14/],
    ['has a page for everything', { on: always, what: 'login', times: 1000 }, /was not told 14 of 14 .*answered 302/],
    ['refuses one', { on: always, what: { status: 422, json: {} }, times: 1 }, /was not told 1 of 14 .*answered 422/],
    ['is away for a moment', { on: always, what: { status: 503, json: {} }, times: 2 }, null],
  ])('that %s fails no order', async (_, wrong, lost) => {
    const { ran } = await ordered((server) => (wrong === 'down' ? server.down() : server.wrongs.push({ ...wrong })))
    expect([ran.exit, ran.json.verdict]).toEqual([0, 'warn'])
    if (lost === null) expect(ran.err).not.toContain('was not told')
    else expect(ran.err).toMatch(lost)
    expect(ran.err).not.toContain('a-lineage-key')
  })

  it('that never answers holds an order up for seconds at most', async () => {
    const { createServer } = await import('node:http')
    const silent = createServer(() => undefined)
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const { port } = silent.address() as { port: number }
    const { ran } = await ordered(() => undefined, { OPENLINEAGE_URL: `http://127.0.0.1:${port}` })
    silent.closeAllConnections()
    silent.close()
    expect([ran.exit, ran.json.verdict]).toEqual([0, 'warn'])
    expect(ran.err).toMatch(/was not told 14 of 14/)
  })

  it('an observer whose secret is missing is told nothing, and the order goes on', async () => {
    const box = '{ dk: { type: observability, url: "http://127.0.0.1:9", key: "${{ secrets.NO_KEY }}" } }'
    const { galley } = await desk(watched(box, 'exit 0'))
    const ran = await galley('run', '--env', 'production', '--json')
    expect(ran.exit).toBe(0)
    expect(ran.err).toMatch(/dk is told nothing of this order: The secret NO_KEY is not there/)
  })
})

it('run ids are UUIDs of version 7, equal for equal parts, in the order of time', () => {
  const order = (at: string) => ({ id: 'order-1', started: new Date(at) })
  const [a, b] = [order('2026-01-01T00:00:00Z'), order('2026-01-01T00:00:01Z')]
  expect(runId(a, 'x')).toBe(runId(a, 'x'))
  expect(new Set([runId(a, 'x'), runId(a, 'y'), runId(b, 'x'), runId({ ...a, id: 'order-2' }, 'x')]).size).toBe(4)
  expect(runId(a, 'x') < runId(b, 'x')).toBe(true)
  expect(runId(a, 'x')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})

it.each([
  ['{ a: { type: openlineage } }', 'recipe.'],
  ['{ a: { type: openlineage, url: b, key: c } }', 'recipe.unknown_key'],
  ['{ a: { type: observability, url: b } }', 'recipe.missing_key'],
  ['{ a: { type: openlineage, file: "${{ vars.a }}" } }', 'expression.context'],
])('observers: %s is refused', async (observers, code) => {
  const loaded = await load(watched(observers, 'ls'))
  expect(loaded.ok).toBe(false)
  expect(loaded.diagnostics.map((one) => `${one.file} ${one.code}`).join()).toContain(`galley.yaml ${code}`)
})
