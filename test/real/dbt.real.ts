import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { beforeEach, describe, expect, it } from 'vitest'
import type { OrderRequest } from '../../action/run/order-request.ts'
import type { Project } from '../../recipes-schema/recipe/types.ts'
import type { Report } from '../../recipes-schema/report/types.ts'
import { project, shop } from '../support/project.ts'
import { scratch } from '../support/scratch.ts'
import { type ShopWarehouse, shopWarehouse } from '../support/shop-warehouse.ts'
import { installed } from './python.ts'

const found = await installed('dbt', ['dbt-core>=1.11,<1.12', 'dbt-duckdb==1.11.1'], 250)
const missing = 'missing' in found ? found.missing : null
if (missing !== null) console.log(`dbt is not tried: ${missing}`)
const bin = 'bin' in found ? found.bin : ''
const source = fileURLToPath(new URL('dbt-project', import.meta.url))

let shopful: ShopWarehouse
let database: string
let env: Record<string, string>

/** The dbt project as files of a repository, some of them changed. */
async function files(changed: Readonly<Record<string, string>> = {}): Promise<Record<string, string>> {
  const paths = (await readdir(source, { recursive: true, withFileTypes: true })).filter((one) => one.isFile())
  const texts = await Promise.all(
    paths.map(async ({ parentPath, name }) => {
      const path = join(parentPath, name)
      return [`recipes/shop/dbt/${path.slice(source.length + 1)}`, await readFile(path, 'utf8')] as const
    }),
  )
  const own = Object.entries(changed).map(([path, text]) => [`recipes/shop/dbt/${path}`, text] as const)
  return Object.fromEntries([...texts, ...own])
}

async function head(node: string, changed: Readonly<Record<string, string>> = {}, rest = ''): Promise<Project> {
  const all = await files(changed)
  await rm(join(shopful.folder, 'recipes'), { recursive: true, force: true })
  for (const [path, text] of Object.entries(all)) {
    await mkdir(join(shopful.folder, path, '..'), { recursive: true })
    await writeFile(join(shopful.folder, path), text)
  }
  return project({ ...shop(`nodes:\n  models: { ${node} }\n${rest}`), ...all })
}

const produce = (of: Project, over: Partial<OrderRequest> = {}, signal?: AbortSignal): Promise<Report> =>
  shopful.produce(of, { env, ...over }, signal)

/** Asked by dbt's own DuckDB, whose files ours need not be able to read. */
async function rows(sql: string): Promise<unknown[]> {
  const ask = `import duckdb, json, sys
found = duckdb.connect(sys.argv[1], read_only=True).execute(sys.argv[2])
names = [column[0] for column in found.description]
print(json.dumps([dict(zip(names, row)) for row in found.fetchall()], default=str))`
  const { stdout } = await execa(join(bin, 'python'), ['-c', ask, database, sql])
  return JSON.parse(stdout) as unknown[]
}

describe.skipIf(missing !== null)('a real dbt', () => {
  beforeEach(async () => {
    shopful = await shopWarehouse()
    await shopful.deliver([1])
    const home = await scratch()
    database = join(home, 'dbt.duckdb')
    env = { PATH: `${bin}:${process.env.PATH}`, HOME: home, DBT_DATABASE: database }
  })

  it('builds all by one process: its graph as children, its tests as tests, relations as outputs', async () => {
    const use = `  use:
    inputs: []
    run: test "$TOTAL" = '"dbt"."analytics"."total"'
    env: { TOTAL: "\${{ nodes.models.outputs.total }}" }
`
    const of = await head('dbt: { project: dbt, vars: { day: 7 }, outputs: { total: total } }', {}, use)
    const report = await produce(of)
    expect(report.nodes.map(({ node, state, error }) => [node, state, error?.message ?? null])).toEqual([
      ['models', 'succeeded', null],
      ['use', 'succeeded', null],
    ])
    const children = report.nodes[0]?.children ?? []
    expect(children).toHaveLength(6)
    expect(children.find(({ name }) => name === 'model.shop.total')).toMatchObject({
      state: 'succeeded',
      needs: ['model.shop.staged'],
    })
    for (const { started, ended } of children)
      expect(Date.parse(ended ?? '')).toBeGreaterThanOrEqual(Date.parse(started ?? ''))
    expect(report.verdict).toBe('warn')
    expect(report.tests.map(({ test, severity, state }) => [test, severity, state]).sort()).toEqual([
      ['accepted_values_total_total__1', 'warning', 'failed'],
      ['not_null_staged_id', 'stop', 'passed'],
      ['unique_staged_id', 'stop', 'passed'],
    ])
    expect(report.tests[0]?.location.file).toBe('recipes/shop/dbt/models/schema.yml')
    expect(await rows('select total, day from analytics.total')).toEqual([{ total: 30, day: 7 }])
    expect(shopful.progress.filter(({ type }) => type === 'log').length).toBeGreaterThan(6)
    expect(await readdir(join(shopful.folder, 'recipes/shop/dbt'))).toEqual([
      'dbt_project.yml',
      'models',
      'profiles.yml',
      'seeds',
    ])
  })

  it('runs nothing again while no file of the project has changed', async () => {
    const node = 'dbt: { project: dbt }'
    await produce(await head(node))
    expect((await produce(await head(node))).nodes[0]?.state).toBe('reused')
    const changed = await head(node, { 'models/total.sql': "select count(*) as total from {{ ref('staged') }}" })
    expect((await produce(changed)).nodes[0]?.state).toBe('succeeded')
  })

  it('a failing test stops: the order fails, what stands on it does not run', async () => {
    const seed = { 'seeds/raw.csv': 'id,amount\n1,10\n1,20\n' }
    const report = await produce(
      await head('dbt: { project: dbt }', seed, '  use: { inputs: [], run: echo, needs: [models] }\n'),
    )
    expect(report.verdict).toBe('fail')
    expect(report.nodes.map(({ state }) => state)).toEqual(['failed', 'skipped'])
    expect(report.nodes[0]?.error).toMatchObject({
      code: 'dbt.failed',
      message: expect.stringContaining('unique_staged_id'),
    })
    const states = Object.fromEntries(report.tests.map(({ test, state }) => [test, state]))
    expect(states).toEqual({
      unique_staged_id: 'failed',
      not_null_staged_id: 'passed',
      accepted_values_total_total__1: 'skipped',
    })
    expect(report.nodes[0]?.children?.find(({ name }) => name === 'model.shop.total')?.state).toBe('skipped')
  })

  it('an order that goes on runs again only what failed', async () => {
    const broken = "select 1 / (select count(*) from {{ ref('staged') }} where {{ 'nothing' }}) as total, 0 as day"
    const node = 'dbt: { project: dbt }'
    const first = await produce(await head(node, { 'models/total.sql': broken }), { id: 'order-x' })
    expect(first.nodes[0]).toMatchObject({ state: 'failed', error: { code: 'dbt.failed' } })
    expect(first.nodes[0]?.error?.message).toMatch(/model.shop.total: .*nothing/)
    const seeded = await rows("select count(*) as n from duckdb_tables() where table_name = 'raw'")
    expect(seeded).toEqual([{ n: 1 }])
    // As in production, where each try has a checkout of its own.
    const elsewhere = await scratch()
    const mended = await head(node)
    await cp(join(shopful.folder, 'recipes'), join(elsewhere, 'recipes'), { recursive: true })
    const again = await produce(mended, { id: 'order-x', resumes: null, folder: async () => elsewhere })
    expect(again.nodes[0]?.error ?? null).toBeNull()
    const lines = shopful.progress.flatMap((one) => (one.type === 'log' ? one.line : []))
    expect(lines).toContain('dbt runs again what failed of this order.')
    // The seed was loaded by the first try alone, and is told all the same.
    expect(lines.filter((line) => /OK loaded seed file/.test(line))).toHaveLength(1)
    expect(again.nodes[0]?.children).toHaveLength(6)
    expect(again.tests).toHaveLength(3)
    // Of an order that has ended well only what was parsed is kept.
    const kept = await readdir(join(env.HOME ?? '', '.cache/galley/dbt'), { recursive: true })
    expect(kept.filter((path) => path.includes('.')).map((path) => path.split('/').at(-1))).toEqual([
      'partial_parse.msgpack',
    ])
  })

  it('a kitchen writes where its target says, and nowhere else', async () => {
    const node = 'dbt: { project: dbt }, sandbox: { target: kitchen }'
    const base = await head(node)
    await produce(base)
    const before = await rows('select * from analytics.total')
    const changed = await head(node, { 'models/total.sql': "select 99 as total from {{ ref('staged') }} limit 1" })
    const report = await shopful.cook(base, changed, { env })
    expect(report.nodes[0]).toMatchObject({ state: 'succeeded', error: null })
    expect(await rows('select total from analytics__kitchen.total')).toEqual([{ total: 99 }])
    expect(await rows('select * from analytics.total')).toEqual(before)
    const alone = await shopful.cook(base, await head('dbt: { project: dbt, select: total }'), { env })
    expect(alone.nodes[0]).toMatchObject({ state: 'skipped', error: { code: 'outside_effect' } })
  })

  it('a cancelled order ends dbt', async () => {
    const slow =
      "{{ config(materialized='table') }} select count(*) as total from range(100000) a, range(10000000) b where (a.range * b.range) % 7 = 3"
    const controller = new AbortController()
    const of = await head('dbt: { project: dbt, select: "+total" }', { 'models/total.sql': slow })
    const order = produce(of, {}, controller.signal)
    while (!shopful.progress.some((one) => one.type === 'log' && /START sql table model/.test(one.line)))
      await new Promise((resolve) => setTimeout(resolve, 50))
    controller.abort()
    const report = await order
    expect(report.verdict).toBe('cancelled')
    expect(report.nodes[0]?.state).toBe('cancelled')
    // Nobody holds the database any more.
    expect(await rows('select 1 as x')).toEqual([{ x: 1 }])
  })

  it.each([
    [
      'a selection of nothing',
      'dbt: { project: dbt, select: "tag:nothing" }',
      {},
      'dbt.nothing_selected',
      /tag:nothing/,
    ],
    ['a target that is not there', 'dbt: { project: dbt, target: moon }', {}, 'dbt.usage', /moon/],
    [
      'a model that does not parse',
      'dbt: { project: dbt }',
      { 'models/total.sql': "select {{ ref('nowhere') }}" },
      'dbt.usage',
      /nowhere/,
    ],
    [
      'an option in place of a selection',
      'dbt: { project: dbt, select: "--help" }',
      {},
      'dbt.usage',
      /looks like an option/,
    ],
    ['an output of no model', 'dbt: { project: dbt, outputs: { x: none } }', {}, 'dbt.no_output', /none/],
  ])('%s is no success', async (_, node, changed, code, words) => {
    const report = await produce(await head(node, changed))
    expect(report.verdict).toBe('fail')
    expect(report.nodes[0]?.error, JSON.stringify(report.nodes[0])).toMatchObject({
      code,
      message: expect.stringMatching(words),
    })
  })
})
