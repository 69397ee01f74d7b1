import { expect, it } from 'vitest'
import { readLogs } from '../../action/ledger/logs.ts'
import { readOrders } from '../../action/ledger/orders.ts'
import { project, shop } from '../support/project.ts'
import { shopWarehouse } from '../support/shop-warehouse.ts'

const recipe = `sources: { raw: { file: "\${{ env.DATA }}/raw.csv" } }
nodes:
  first: { sql: select * from raw }
  long: { needs: [first], inputs: [], run: 'trap "" TERM; echo started; sleep 60 & wait; sleep 60' }
  after: { needs: [long], inputs: [], run: 'true' }
`

it('cancelling ends the command and what it started, starts nothing more and moves no name', async () => {
  const shopful = await shopWarehouse()
  await shopful.deliver([1])
  const stop = new AbortController()
  const order = shopful.produce(await project(shop(recipe)), {}, stop.signal)
  await expect
    .poll(() => shopful.progress.some((one) => one.type === 'log' && one.line === 'started'), { timeout: 20_000 })
    .toBe(true)
  stop.abort()
  const report = await order
  expect(report.verdict).toBe('cancelled')
  expect(report.nodes.map((node) => `${node.node}:${node.state}`)).toEqual([
    'first:succeeded',
    'long:cancelled',
    'after:cancelled',
  ])
  expect(report.promotion).toBeNull()
  expect(await shopful.rows('select count(*) as n from galley.versions')).toEqual([{ n: 0 }])
})

it('a query is interrupted too', async () => {
  const shopful = await shopWarehouse()
  await shopful.deliver([1])
  const slow =
    'nodes: { slow: { sql: "select sum(a.range * b.range) as n from range(10000000) a, range(10000000) b" } }\n'
  const stop = new AbortController()
  const order = shopful.produce(await project(shop(slow)), {}, stop.signal)
  await expect.poll(() => shopful.progress.some((one) => one.type === 'node_started'), { timeout: 20_000 }).toBe(true)
  stop.abort()
  expect((await order).nodes.map((node) => node.state)).toEqual(['cancelled'])
})

it('a node that takes too long is ended and says so', async () => {
  const shopful = await shopWarehouse()
  await shopful.deliver([1])
  const late =
    "nodes: { late: { inputs: [], run: 'sleep 60', timeout-minutes: 0.002 }, other: { sql: select 1 as x } }\n"
  const report = await shopful.produce(await project(shop(late)))
  expect(report.nodes.map((node) => [node.node, node.state, node.error?.code ?? null])).toEqual([
    ['late', 'failed', 'node.timeout'],
    ['other', 'succeeded', null],
  ])
})

it('a command’s failure carries its exit code and its last lines', async () => {
  const shopful = await shopWarehouse()
  await shopful.deliver([1])
  const failing = "nodes: { bad: { inputs: [], run: 'echo one; echo two >&2; exit 3' } }\n"
  const report = await shopful.produce(await project(shop(failing)))
  expect(report.nodes[0]?.error).toEqual({
    code: 'run.failed',
    message: 'The command ended with exit code 3: one / two',
    location: { file: 'recipes/shop/recipe.yaml', line: 2 },
  })
})

it('a command gets neither the runner’s OIDC request nor the Action’s inputs', async () => {
  const shopful = await shopWarehouse()
  await shopful.deliver([1])
  const env = { PATH: process.env.PATH, ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'confidential', INPUT_TOKEN: 'confidential' }
  const curious = 'nodes: { look: { inputs: [], run: \'env | grep -c confidential || test -n "$PATH"\' } }\n'
  const report = await shopful.produce(await project(shop(curious)), { env })
  expect(report.nodes[0]?.state).toBe('succeeded')
  expect(shopful.progress.flatMap((one) => (one.type === 'log' ? one.line : []))).toEqual(['0'])
})

it('what a command prints is kept with the order, without its secrets', async () => {
  const shopful = await shopWarehouse()
  await shopful.deliver([1])
  const talking =
    'nodes: { talk: { inputs: [], run: \'echo $API_TOKEN; echo "::add-mask::made at run time"; echo it was made at run time; echo $API_TOKEN | base64\' } }\n'
  const env = { PATH: process.env.PATH, API_TOKEN: 'hunter2hunter2' }
  await shopful.produce(await project(shop(talking)), { env })
  const [log] = await readLogs(shopful.warehouse, 'order-1', null)
  expect(log).toMatchObject({
    node: 'shop.talk',
    content: expect.stringMatching(/^\*\*\*\nit was \*\*\*\n\*\*\*.{0,5}$/),
  })
})

it('an output with a secret is refused, for outputs are kept and shown', async () => {
  const shopful = await shopWarehouse()
  await shopful.deliver([1])
  const telling = "nodes: { tell: { inputs: [], run: 'echo key=$API_TOKEN >> $GITHUB_OUTPUT' } }\n"
  const env = { PATH: process.env.PATH, API_TOKEN: 'hunter2hunter2' }
  const report = await shopful.produce(await project(shop(telling)), { env })
  expect(report.nodes[0]?.error?.code).toBe('output.secret')
  expect(JSON.stringify(await shopful.rows('select * from galley.builds'))).not.toContain('hunter2')
})

it('an order that was set off is known while it runs, and a clock that is set back ends nothing before it began', async () => {
  const shopful = await shopWarehouse()
  let clock = Date.parse('2026-05-01T12:00:00Z')
  const report = await shopful.produce(
    await project(shop('nodes: { one: { sql: select 1 as x } }\n')),
    {},
    undefined,
    () => {
      clock -= 3_600_000
      return new Date(clock)
    },
  )
  expect(report.verdict).toBe('pass')
  expect(report.order.finished_at).toBe(report.order.started_at)
  expect(report.nodes[0]?.seconds).toBeGreaterThanOrEqual(0)
})

it('the newest order is the one that came last, also when the clock was set back between two', async () => {
  const shopful = await shopWarehouse()
  const head = await project(shop('nodes: { one: { sql: select 1 as x } }\n'))
  const at = (hour: number) => () => new Date(Date.UTC(2026, 4, 1, hour))
  const reports = []
  for (const hour of [12, 11, 11, 13]) reports.push(await shopful.produce(head, {}, undefined, at(hour)))
  const listed = await readOrders(shopful.warehouse, 'production')
  expect(listed.map(({ id }) => id)).toEqual(reports.map(({ order }) => order.id).reverse())
  expect(listed.map(({ started_at }) => started_at)).toEqual([
    '2026-05-01T13:00:00.000Z',
    '2026-05-01T12:00:00.002Z',
    '2026-05-01T12:00:00.001Z',
    '2026-05-01T12:00:00.000Z',
  ])
})

it('what cleans up runs after a cancellation, and for a moment only', async () => {
  const shopful = await shopWarehouse()
  await shopful.deliver([1])
  const stop = new AbortController()
  const nodes = `nodes:
  long: { inputs: [], run: 'echo started; sleep 60' }
  plain: { inputs: [], needs: [long], run: 'true' }
  tidy: { inputs: [], needs: [long], if: always(), run: 'echo tidied' }
  late: { inputs: [], needs: [long], if: cancelled(), run: 'sleep 60' }
`
  const order = shopful.produce(await project(shop(nodes)), {}, stop.signal)
  const printed = (line: string): boolean => shopful.progress.some((one) => one.type === 'log' && one.line === line)
  await expect.poll(() => printed('started'), { timeout: 20_000 }).toBe(true)
  stop.abort()
  const report = await order
  expect(report.verdict).toBe('cancelled')
  expect(Object.fromEntries(report.nodes.map((node) => [node.node, node.state]))).toEqual({
    long: 'cancelled',
    plain: 'cancelled',
    tidy: 'succeeded',
    late: 'cancelled',
  })
  expect(printed('tidied')).toBe(true)
})
