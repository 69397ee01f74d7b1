import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openDuckdb } from '../../action/warehouses/duckdb.ts'
import { type Desk, desk } from '../support/cli.ts'
import { postgresForFile } from '../support/postgres.ts'
import { shop } from '../support/project.ts'

const server = postgresForFile()
const cli = fileURLToPath(new URL('../../action/cli.ts', import.meta.url))

const slow = shop(`nodes:
  quick: { inputs: [], run: 'true' }
  held: { inputs: [], needs: [quick], run: 'echo begun; until [ -e "$DATA/go" ]; do sleep 0.1; done' }
  after: { sql: select 2 as y, needs: [held] }
`)

/** A kitchen's order in a process of its own, which has made one node and is held up in the next. */
async function heldUp(one: Desk): Promise<{ kill(): Promise<void> }> {
  const child = spawn(process.execPath, [cli, '-C', one.folder, 'run', '--env', 'mine'], {
    env: one.env,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  onTestFinished(async () => {
    child.kill('SIGKILL')
    // What the order started outlives a process that is killed: it is let go.
    await writeFile(join(String(one.env.DATA), 'go'), '')
  })
  let err = ''
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk
  })
  await expect.poll(() => err, { timeout: 30_000 }).toContain('begun')
  const ended = once(child, 'exit')
  return {
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** What the next commands find after the process was killed, whatever the engine. */
async function findsIt(one: Desk): Promise<void> {
  const found = await one.galley('orders', '--json')
  const [order] = found.json.orders
  expect(order).toMatchObject({ environment: 'mine', verdict: 'cut_short' })
  expect(found.err).toContain(`The order ${order.id} of mine was cut short.`)
  expect(found.err).toContain(`galley run --resume ${order.id}`)
  // It is said once.
  expect((await one.galley('orders')).err).toBe('')
  await writeFile(join(String(one.env.DATA), 'go'), '')
  const resumed = await one.galley('run', '--resume', order.id, '--json')
  expect(resumed).toMatchObject({ exit: 0, json: { order: { id: order.id }, verdict: 'pass' } })
  expect(resumed.json.nodes.map(({ node, state }: Record<string, string>) => `${node} ${state}`).sort()).toEqual([
    'after succeeded',
    'held succeeded',
    'quick reused',
  ])
  expect((await one.galley('orders', '--json')).json.orders).toMatchObject([{ id: order.id, verdict: 'pass' }])
}

describe('an order whose process was killed is found, told of and resumed', () => {
  it('in DuckDB', async () => {
    const one = await desk(slow)
    await (await heldUp(one)).kill()
    await findsIt(one)
  })

  it('in PostgreSQL, where one that lives is left alone', async () => {
    const one = await desk({
      ...slow,
      'galley.yaml': slow['galley.yaml']?.replace('type: duckdb, path', 'type: postgres, url') ?? '',
    })
    one.env.WAREHOUSE = await server.database()
    const held = await heldUp(one)
    const living = await one.galley('orders', '--json')
    expect(living.json.orders).toMatchObject([{ verdict: 'running' }])
    expect(living.err).toBe('')
    expect(await one.galley('clean', '--json')).toMatchObject({ exit: 4, json: { error: { code: 'clean.running' } } })
    await held.kill()
    await expect
      .poll(async () => (await one.galley('orders', '--json')).err, { timeout: 30_000 })
      .toContain('cut short')
    await writeFile(join(String(one.env.DATA), 'go'), '')
    const [order] = (await one.galley('orders', '--json')).json.orders
    expect(order.verdict).toBe('cut_short')
    expect((await one.galley('run', '--resume', order.id, '--json')).json).toMatchObject({ verdict: 'pass' })
    expect((await one.galley('clean')).exit).toBe(0)
  })
})

it('an order that a fault ended is not taken for one that was cut short', async () => {
  const one = await desk(shop('nodes:\n  quick: { sql: select 1 as x }\n'))
  const head = await one.commit('Nothing').catch(() => one.git('rev-parse', 'HEAD'))
  const ran = await one.galley('run', '--env', 'mine', '--head', head, '--json')
  const warehouse = await openDuckdb(String(one.env.WAREHOUSE), {
    waitMs: 10_000,
    onWait: () => undefined,
    signal: new AbortController().signal,
  })
  await warehouse.ledger.rows(`INSERT INTO ${ran.json.nodes[0].relation} VALUES (2)`)
  await warehouse.close()
  expect(await one.galley('promote', '--env', 'mine', '--json')).toMatchObject({
    exit: 4,
    json: { error: { code: 'build.altered' } },
  })
  const found = await one.galley('orders', '--json')
  expect(found.err).toBe('')
  expect(found.json.orders).toMatchObject([{ kind: 'promote', verdict: 'stopped' }, { verdict: 'pass' }])
})
