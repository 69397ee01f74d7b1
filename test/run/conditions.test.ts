import { describe, expect, it } from 'vitest'
import type { Report } from '../../recipes-schema/report/types.ts'
import { project, shop } from '../support/project.ts'
import { shopWarehouse } from '../support/shop-warehouse.ts'

/** Production with these nodes over three rows: each node with its state, and the code of why it was skipped. */
async function produced(nodes: string): Promise<{ report: Report; ends: Record<string, string> }> {
  const shopful = await shopWarehouse()
  await shopful.deliver([1, 2, 3])
  const report = await shopful.produce(
    await project(shop(`sources: { raw: { file: "\${{ env.DATA }}/raw.csv" } }\nnodes:\n${nodes}`)),
  )
  return { report, ends: endsOf(report) }
}

function endsOf(report: Report): Record<string, string> {
  return Object.fromEntries(
    report.nodes.map((node) => [node.node, node.state === 'skipped' ? `${node.error?.code}` : node.state]),
  )
}

const all = `  all: { sql: from raw, measures: [row_count], tests: [{ row_count: { min: 1 } }] }\n`
const say = (name: string, rest: string): string =>
  `  ${name}: { inputs: [], run: 'echo n=1 >> "$GITHUB_OUTPUT"', ${rest} }\n`

describe('a condition', () => {
  it.each([
    ['a measure is as wanted', '${{ measures.all.row_count > 2 }}', 'succeeded'],
    ['a measure is not', '${{ measures.all.row_count > 3 }}', 'condition'],
    ['a test has passed', '${{ tests.all.passed }}', 'succeeded'],
    ['an output', "${{ nodes.told.outputs.n == '1' }}", 'succeeded'],
    ['the environment', "${{ order.environment == 'production' }}", 'succeeded'],
    ['a bare expression', "order.environment != 'production'", 'condition'],
    ['never', 'false', 'condition'],
    ['how an upstream ended', "${{ nodes.told.result == 'success' }}", 'succeeded'],
  ])('%s', async (_, condition, end) => {
    const { report, ends } = await produced(
      `${all}${say('told', 'needs: [all]')}${say('node', `needs: [all, told], if: ${JSON.stringify(condition)}`)}${say('after', 'needs: [node]')}`,
    )
    expect(ends.node).toBe(end)
    expect(ends.after).toBe(end)
    expect(report.verdict).toBe('pass')
  })

  it('production keeps what it has of a node that is left out', async () => {
    const shopful = await shopWarehouse()
    const at = (least: number): Promise<Awaited<ReturnType<typeof project>>> =>
      project(
        shop(
          `sources: { raw: { file: "\${{ env.DATA }}/raw.csv" } }\nnodes:\n${all}  sum: { sql: select sum(id) as n from all_rows, if: "\${{ measures.all.row_count >= ${least} }}" }\n`.replaceAll(
            'all_rows',
            '"all"',
          ),
        ),
      )
    await shopful.deliver([1, 2, 3])
    await shopful.produce(await at(2))
    await shopful.deliver([1])
    const report = await shopful.produce(await at(2))
    expect(endsOf(report)).toEqual({ all: 'succeeded', sum: 'condition' })
    expect(report.promotion?.to_version).toBe(2)
    expect(await shopful.rows('select n from analytics.sum')).toEqual([{ n: 6 }])
  })
})

describe('status functions, as in GitHub', () => {
  const bad = `  bad: { inputs: [], run: exit 1 }\n`
  it.each([
    ['nothing asked', '', 'node.skipped', 'succeeded'],
    ['success()', 'if: success()', 'node.skipped', 'succeeded'],
    ['failure()', 'if: failure()', 'succeeded', 'condition'],
    ['always()', 'if: always()', 'succeeded', 'succeeded'],
    ['cancelled()', 'if: cancelled()', 'node.skipped', 'condition'],
    ['not cancelled', 'if: "!cancelled()"', 'succeeded', 'succeeded'],
    ['a status within more', "if: always() && nodes.first.result == 'failure'", 'succeeded', 'condition'],
    ['a status in quotes is none', `if: "'always()' != ''"`, 'node.skipped', 'succeeded'],
  ])('%s', async (_, option, whenBad, whenGood) => {
    const comma = option === '' ? '' : `, ${option}`
    const failing = await produced(`${bad.replace('bad', 'first')}${say('node', `needs: [first]${comma}`)}`)
    expect(failing.ends.node).toBe(whenBad)
    expect(failing.report.verdict).toBe('fail')
    const good = await produced(`${say('first', 'needs: []')}${say('node', `needs: [first]${comma}`)}`)
    expect(good.ends.node).toBe(whenGood)
    expect(good.report.verdict).toBe('pass')
  })

  it('failure() sees failures further up', async () => {
    const { ends } = await produced(
      `${bad}${say('between', 'needs: [bad]')}${say('mourn', 'needs: [between], if: failure()')}`,
    )
    expect(ends).toEqual({ bad: 'failed', between: 'node.skipped', mourn: 'succeeded' })
  })
})

describe('what may fail', () => {
  it('fails, is told, and the order goes on without it and what stands on it', async () => {
    const { report, ends } = await produced(
      `${all}  extra: { inputs: [], run: exit 3, continue-on-error: true }\n${say('on_it', 'needs: [extra]')}${say('other', 'needs: [all]')}`,
    )
    expect(ends).toEqual({ all: 'succeeded', extra: 'failed', on_it: 'upstream_tolerated', other: 'succeeded' })
    expect(report.verdict).toBe('warn')
    expect(report.reasons).toEqual([expect.objectContaining({ code: 'node_tolerated', subject: 'shop.extra' })])
    expect(report.promotion?.to_version).toBe(1)
  })
})

describe('nodes that wait', () => {
  it('sync waits for many; with `ended` however they end', async () => {
    const { ends } = await produced(
      `  bad: { inputs: [], run: exit 1 }\n${say('good', 'needs: []')}  both: { sync: succeeded, needs: [bad, good] }\n  over: { sync: ended, needs: [bad, good] }\n${say('after', 'needs: [over]')}`,
    )
    expect(ends).toMatchObject({ both: 'node.skipped', over: 'succeeded', after: 'succeeded' })
  })

  it('each leg of a matrix is a node with its own values', async () => {
    const shopful = await shopWarehouse()
    await shopful.deliver([1])
    const report = await shopful.produce(
      await project(
        shop(
          `nodes:\n  load: { strategy: { matrix: { region: [eu, us] } }, inputs: [], run: 'echo "got=$REGION" >> "$GITHUB_OUTPUT"', env: { REGION: "\${{ matrix.region }}" } }\n${say('after', 'needs: [load]')}`,
        ),
      ),
    )
    expect(report.nodes.map((node) => node.node)).toEqual(['load__eu', 'load__us', 'after'])
    const outputs = await shopful.rows("select outputs from galley.builds where node like '%load%' order by node")
    expect(outputs.map((row) => row.outputs)).toEqual(['{"got":"eu"}', '{"got":"us"}'])
  })

  it('a recipe as a step: its first nodes wait for what the step needs, and what follows waits for all of it', async () => {
    const shopful = await shopWarehouse()
    await shopful.deliver([1])
    const files = shop(
      `nodes:\n  before: { sql: select 1 as x }\n  step: { recipe: regions, needs: [before] }\n  after: { sql: select 3 as x, needs: [step] }\n`,
    )
    files['recipes/regions/recipe.yaml'] =
      'recipe: regions\nnodes:\n  one: { sql: select 1 as y }\n  two: { sql: from one }\n'
    const report = await shopful.produce(await project(files), { jobs: 4 })
    expect(report.nodes.map((node) => node.node)).toEqual(['before', 'one', 'two', 'step', 'after'])
    expect(report.nodes.every((node) => node.state === 'succeeded')).toBe(true)
  })
})

describe('limits', () => {
  const busy = (name: string, rest: string): string => `  ${name}: { inputs: [], run: '${lockStep}', ${rest} }\n`
  // Fails when it meets another of its group.
  const lockStep = 'mkdir lock; sleep 0.1; rmdir lock'

  it('nodes of one concurrency group never run at the same time', async () => {
    const nodes = [1, 2, 3].map((at) => busy(`n${at}`, 'concurrency: mailing')).join('')
    const shopful = await shopWarehouse()
    await shopful.deliver([1])
    const report = await shopful.produce(await project(shop(`nodes:\n${nodes}`)), { jobs: 3 })
    expect(report.verdict).toBe('pass')
  })
})

describe('a kitchen', () => {
  const outside = (rest = ''): string =>
    `sources: { raw: { file: "\${{ env.DATA }}/raw.csv" } }\nnodes:\n  sum: { sql: select sum(id) as n from raw }\n  tell: { outside: true, inputs: [], needs: [sum], run: 'echo "id=7" >> "$GITHUB_OUTPUT"' }\n  after: { sql: select n + 1 as n from sum, needs: [tell] }\n  use: { inputs: [], run: 'test "$ID" = 7', env: { ID: "\${{ nodes.tell.outputs.id }}" } }\n${rest}`

  it('leaves alone what acts outside, goes on with what stands on it, and has nothing to say against that', async () => {
    const shopful = await shopWarehouse()
    await shopful.deliver([1, 2])
    const head = await project(shop(outside()))
    const first = await shopful.cook(head, await project(shop(outside().replace('sum(id)', 'count(*)'))))
    expect(endsOf(first)).toEqual({
      sum: 'succeeded',
      tell: 'outside_effect',
      after: 'succeeded',
      use: 'outside_effect',
    })
    expect(first.verdict).toBe('pass')
    // In production it acts, and its outputs serve a kitchen from then on.
    expect(endsOf(await shopful.produce(head))).toEqual({
      sum: 'succeeded',
      tell: 'succeeded',
      after: 'succeeded',
      use: 'succeeded',
    })
    const changed = await project(shop(outside().replace('id=7', 'id=8')))
    const again = await shopful.cook(head, changed)
    expect(endsOf(again)).toMatchObject({ sum: 'reused', tell: 'outside_effect', use: 'succeeded' })
    expect(again.verdict).toBe('pass')
  })

  it('leaves alone what another program does, which production has done', async () => {
    const shopful = await shopWarehouse()
    await shopful.deliver([1, 2])
    const files = shop(`nodes:\n  a: { sql: select 1 as x }\n  build: { dbt: { project: dbt }, needs: [a] }\n`)
    const head = await project({ ...files, 'recipes/shop/dbt/dbt_project.yml': 'name: shop' })
    expect(endsOf(await shopful.cook(head, head))).toEqual({ a: 'succeeded', build: 'outside_effect' })
    const produced = await shopful.produce(head, { env: { PATH: '' } })
    expect(produced.nodes[1]?.error).toMatchObject({ code: 'dbt.no_program' })
    expect(produced.verdict).toBe('fail')
  })
})
