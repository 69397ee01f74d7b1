import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { decodeReport } from '../../recipes-schema/order/decode.ts'
import { desk } from '../support/cli.ts'
import { load, project, shop } from '../support/project.ts'
import { shopWarehouse } from '../support/shop-warehouse.ts'

// Each of these got through once: see docs/dictionary.md for the words and threats for the promises.
const source = 'sources: { raw: { file: "${{ env.DATA }}/raw.csv" } }\n'

describe('nothing is green because nobody looked', () => {
  it('a source that cannot be read fails the order, and production keeps its names', async () => {
    const shopful = await shopWarehouse()
    const head = await project(
      shop(`${source.replace('raw.csv', 'raw.parquet')}nodes: { a: { sql: select 1 as x }, b: { sql: from raw } }\n`),
    )
    await shopful.deliver([1])
    await shopful.rows(`copy (select 1 as id) to '${shopful.folder}/raw.parquet' (format parquet)`)
    expect((await shopful.produce(head)).verdict).toBe('pass')
    await writeFile(join(shopful.folder, 'raw.parquet'), 'garbage')
    const report = await shopful.produce(head)
    expect(report.verdict).toBe('fail')
    expect(report.reasons[0]).toMatchObject({ code: 'node_failed', subject: 'shop.raw' })
    expect(await shopful.rows('select * from analytics.b')).toEqual([{ id: 1 }])
    expect(decodeReport(JSON.parse(JSON.stringify(report))).ok).toBe(true)
  })

  it('a failing signal does not turn green by running again', async () => {
    const shopful = await shopWarehouse()
    const at = (value: string): string =>
      `${source}nodes: { a: { sql: from raw, measures: [{ name: m, value: ${value} }] } }\n`
    const base = await project(shop(at('sum(amount)')))
    for (let day = 0; day < 21; day++) {
      await shopful.deliver([1, 2, 3 + (day % 3)])
      await shopful.produce(base)
    }
    const head = await project(shop(at('sum(amount) * 1000')))
    expect((await shopful.cook(base, head)).verdict).toBe('fail')
    expect((await shopful.cook(base, head)).verdict).toBe('fail')
  })

  it('a test that reads another relation looks again when that one changes', async () => {
    const shopful = await shopWarehouse()
    const at = (where: string): string =>
      `${source}nodes:\n  parent: { sql: select id from raw ${where} }\n  child: { sql: select id from raw, tests: [{ relationships: { column: id, to: parent.id } }] }\n`
    const [base, head] = [await project(shop(at(''))), await project(shop(at('where id <> 2')))]
    await shopful.deliver([1, 2])
    await shopful.produce(base)
    const report = await shopful.cook(base, head)
    expect(report.verdict).toBe('fail')
    expect(report.tests[0]).toMatchObject({ node: 'child', state: 'failed', failures: 1 })
  })
})

describe('what was tested is what is promoted', () => {
  it('a view that was replaced is seen', async () => {
    const shopful = await shopWarehouse()
    const at = (n: number): string => `${source}nodes: { v: { sql: select ${n} as x from raw, materialized: view } }\n`
    const [base, head] = [await project(shop(at(1))), await project(shop(at(2)))]
    await shopful.deliver([1])
    await shopful.produce(base)
    const cooked = await shopful.cook(base, head)
    await shopful.rows(`create or replace view ${cooked.nodes[0]?.relation} as select 666 as x`)
    await expect(shopful.produce(head, { kind: 'promote' })).rejects.toMatchObject({ code: 'build.altered', exit: 4 })
    // The way out: it is built anew.
    await shopful.cook(base, head)
    expect((await shopful.produce(head, { kind: 'promote' })).verdict).toBe('pass')
    expect(await shopful.rows('select x from analytics.v')).toEqual([{ x: 2 }])
  })

  it('a column of any name is part of the content', async () => {
    const shopful = await shopWarehouse()
    const at = (n: number): string =>
      `${source}nodes: { a: { sql: "select 1 as t, amount + ${n} as amount from raw" } }\n`
    const [base, head] = [await project(shop(at(0))), await project(shop(at(1)))]
    await shopful.deliver([1])
    await shopful.produce(base)
    const cooked = await shopful.cook(base, head)
    await shopful.rows(`update ${cooked.nodes[0]?.relation} set amount = 666`)
    await expect(shopful.produce(head, { kind: 'promote' })).rejects.toMatchObject({ code: 'build.altered' })
  })
})

describe('a recipe cannot leave its place', () => {
  it.each([
    [
      'a check',
      'tests: [{ check: "true); CREATE OR REPLACE VIEW analytics.a AS SELECT 666 AS x; SELECT 0 AS failures WHERE (true" }]',
      'sql.expression',
    ],
    [
      'a measure',
      'measures: [{ name: m, value: "1) AS m0; CREATE OR REPLACE VIEW analytics.a AS SELECT 1; SELECT (1" }]',
      'sql.expression',
    ],
    ['a second item', 'measures: [{ name: m, value: "1), (2" }]', 'sql.expression'],
    [
      'a relation nobody planned',
      'tests: [{ check: "x in (select id from analytics.other)" }]',
      'sql.expression_reads',
    ],
  ])('%s that is more than an expression is refused', async (_, body, code) => {
    const loaded = await load(shop(`nodes: { a: { sql: select 1 as x, ${body} } }\n`))
    expect(loaded.diagnostics.map((found) => found.code)).toEqual([code])
  })

  it.each([
    ['a version', "version: '1); DROP SCHEMA analytics CASCADE; SELECT (1'", 'sql.expression'],
    ['a version of another table', "version: '(select max(id) from analytics.other)'", 'sql.expression_reads'],
    ['a constant that is the column', 'sandbox: { mask: { email: email } }', 'recipe.value'],
    ['a constant that ends its cast', 'sandbox: { mask: { email: "1 AS int), email, (0" } }', 'recipe.value'],
    ['a text that does not end', `sandbox: { mask: { email: "'\\\\' || email || '" } }`, 'recipe.value'],
  ])('%s of a source that is more than it may be is refused', async (_, option, code) => {
    const loaded = await load(
      shop(`sources: { people: { table: raw.people, ${option} } }\nnodes: { a: { sql: select 1 as x } }\n`),
    )
    expect([...new Set(loaded.diagnostics.map((found) => found.code))]).toEqual([code])
  })

  it.each([
    ['a file that no plan can see', 'nodes: { a: { sql: "from read_csv(\'/etc/passwd\')" } }\n', 'sql.unseen_read'],
    ['a relation by a text', 'nodes: { a: { sql: "from query_table(\'b\')" } }\n', 'sql.unseen_read'],
    ['an exploding glob', 'nodes: { a: { run: ls, inputs: ["*a*a*a*a*a*a*a*a*b"] } }\n', 'recipe.value'],
  ])('%s is refused', async (_, body, code) => {
    expect((await load(shop(body))).diagnostics.map((found) => found.code)).toContain(code)
  })

  it("an extended glob of another's repository costs nothing", async () => {
    const files = { ...shop('nodes: { a: { sql: select 1 as x } }\n'), [`${'a'.repeat(60)}`]: '' }
    files['galley.yaml'] = (files['galley.yaml'] ?? '').replace(
      'recipes: recipes/*/recipe.yaml',
      'recipes: ["recipes/*/recipe.yaml", "+(*)+(*)+(*)x"]',
    )
    expect((await load(files)).ok).toBe(true)
  })

  it('two recipes cannot make one name', async () => {
    const files = {
      ...shop('nodes: { a: { sql: select 1 as x } }\n'),
      'recipes/zoo/recipe.yaml': 'recipe: zoo\nnodes: { a: { sql: select 2 as x } }\n',
    }
    expect((await load(files)).diagnostics.map((found) => found.code)).toEqual(['recipe.duplicate_relation'])
  })

  it('the runner’s secrets are not in `env`', async () => {
    vi.stubEnv('INPUT_TOKEN', 's3cret')
    onTestFinished(() => void vi.unstubAllEnvs())
    const shopful = await shopWarehouse()
    await shopful.deliver([1])
    const head = await project(
      shop('nodes: { a: { inputs: [], run: \'echo "[$T]"\', env: { T: "${{ env.INPUT_TOKEN }}" } } }\n'),
    )
    await shopful.produce(head, { env: { ...process.env } })
    expect(shopful.progress.flatMap((one) => (one.type === 'log' ? one.line : []))).toEqual(['[]'])
  })
})

describe('what a node depends on is in its address', () => {
  it('the order’s date, an environment variable, another node’s measure', async () => {
    const shopful = await shopWarehouse()
    await shopful.deliver([1])
    const at = (aggregate: string): string =>
      `nodes:\n  base: { sql: "select * from (values (1), (5)) v(x)", measures: [{ name: m, value: ${aggregate}(x) }] }\n  day: { sql: select $d as d, with: { d: "\${{ Order.date }}" } }\n  top: { inputs: [], run: 'echo "$M"', env: { M: "\${{ measures.base.m }}" } }\n`
    const one = await project(shop(at('max')))
    await shopful.produce(one, { date: '2026-01-01' })
    await shopful.produce(one, { date: '2026-01-02' })
    expect(await shopful.rows('select d from analytics.day')).toEqual([{ d: '2026-01-02' }])
    await shopful.produce(await project(shop(at('min'))), { date: '2026-01-02' })
    expect(shopful.progress.flatMap((each) => (each.type === 'log' ? each.line : []))).toEqual(['5', '1'])
  })

  it('a negative number in a view stays a number', async () => {
    const shopful = await shopWarehouse()
    await shopful.deliver([1])
    await shopful.produce(
      await project(shop('nodes: { v: { sql: "SELECT 10 -$n\\n AS x", materialized: view, with: { n: -5 } } }\n')),
    )
    expect(await shopful.rows('select x from analytics.v')).toEqual([{ x: 15 }])
  })
})

describe('nobody’s change is taken back', () => {
  const files = shop(`${source}nodes: { a: { sql: sql/a.sql } }\n`, { a: 'select 1 as x from raw' })
  const withB = {
    'recipes/shop/recipe.yaml': (files['recipes/shop/recipe.yaml'] ?? '').replace(
      '{ a:',
      '{ b: { sql: select 2 as x }, a:',
    ),
  }
  const changeA = (n: number): Record<string, string> => ({ 'recipes/shop/sql/a.sql': `select ${n} as x from raw` })

  async function twoBranches(
    theirs: Record<string, string>,
    ours: Record<string, string>,
  ): Promise<Awaited<ReturnType<typeof desk>>> {
    const one = await desk(files)
    await one.galley('run', '--env', 'production')
    for (const [name, edits] of [
      ['theirs', theirs],
      ['ours', ours],
    ] as const) {
      await one.git('checkout', '-qb', name, 'main')
      await one.write(edits)
      await one.commit(name)
    }
    await one.galley('run', '--env', 'theirs', '--base', 'main', '--head', 'theirs')
    expect((await one.galley('promote', '--env', 'theirs')).exit).toBe(0)
    await one.galley('run', '--env', 'ours', '--base', 'main', '--head', 'ours')
    return one
  }

  it('a node that others added stays', async () => {
    const one = await twoBranches(withB, changeA(5))
    expect((await one.galley('promote', '--env', 'ours', '--json')).json.promotion).toMatchObject({
      bound: ['shop.a'],
      unbound: [],
    })
  })

  it('a refused overlap stays refused after another run, and after the kitchen is gone', async () => {
    const one = await twoBranches(changeA(100), changeA(5))
    for (const again of [
      ['run', '--env', 'ours', '--base', 'main', '--head', 'ours'],
      ['destroy', '--env', 'ours'],
    ]) {
      expect((await one.galley('promote', '--env', 'ours', '--json')).json.error).toMatchObject({
        code: 'promotion.overlap',
      })
      await one.galley(...again)
    }
    expect((await one.galley('promote', '--env', 'ours')).exit).toBe(4)
  })
})

it('a very long check and a job that is run again keep their reports', async () => {
  const shopful = await shopWarehouse()
  await shopful.deliver([1])
  const long = `id in (${Array.from({ length: 600 }, (_, n) => n).join(', ')})`
  const head = await project(
    shop(`${source}nodes: { a: { sql: from raw, tests: [{ check: "${long}" }], measures: [row_count] } }\n`),
  )
  for (const road of ['rebuild', 'none']) {
    const report = await shopful.produce(head, { id: 'same' })
    expect(report.promotion?.road).toBe(road)
    expect(decodeReport(JSON.parse(JSON.stringify(report)))).toMatchObject({ ok: true })
  }
})
