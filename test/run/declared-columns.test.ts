import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { carryOut } from '../../action/run/carry-out.ts'
import { openDuckdb } from '../../action/warehouses/duckdb.ts'
import { openPostgres } from '../../action/warehouses/postgres.ts'
import type { Row, Warehouse } from '../../action/warehouses/warehouse.ts'
import type { Report } from '../../recipes-schema/report/types.ts'
import { postgresForFile } from '../support/postgres.ts'
import { project, shop } from '../support/project.ts'
import { scratch } from '../support/scratch.ts'

const server = postgresForFile()
const never = new AbortController().signal
const engines: readonly (readonly [name: string, open: (folder: string) => Promise<Warehouse>])[] = [
  ['duckdb', (folder) => openDuckdb(join(folder, 'w.duckdb'), { waitMs: 0, onWait: () => {}, signal: never })],
  ['postgres', async () => openPostgres(await server.database(), { waitMs: 0 })],
]

describe.each(engines)('declared columns in %s', (engine, open) => {
  const make = async (
    source: string,
    prepare: (warehouse: Warehouse, folder: string) => Promise<unknown>,
  ): Promise<{ report: Report; rows: Row[]; types: Row[]; log: string[] }> => {
    const folder = await scratch()
    await mkdir(join(folder, 'recipes/shop'), { recursive: true })
    const warehouse = await open(folder)
    onTestFinished(() => warehouse.close())
    await prepare(warehouse, folder)
    const files = shop(`sources: { raw: { ${source} } }\nnodes: { all: { sql: "select * from raw" } }\n`)
    const galley = String(files['galley.yaml']).replace(
      '{ type: duckdb, path:',
      `{ type: ${engine}, ${engine === 'duckdb' ? 'path' : 'url'}:`,
    )
    const log: string[] = []
    const report = await carryOut(
      {
        head: await project({ ...files, 'galley.yaml': galley }),
        base: null,
        environment: { name: 'production', schema: 'analytics' },
        id: 'order-1',
        kind: 'run',
        shas: { base: null, head: 'a'.repeat(40), merge_base: null },
        digest: null,
        actor: 'cook',
        pull_request: null,
        date: '2026-01-01',
        force: [],
        jobs: 1,
        env: { ...process.env, DATA: folder },
        folder: async () => folder,
      },
      { warehouse, signal: never, on: (one) => one.type === 'log' && log.push(one.line), now: () => new Date() },
    )
    const passed = report.verdict === 'pass'
    const rows = passed ? await warehouse.ledger.rows('select * from analytics."all" order by 1') : []
    const types = await warehouse.ledger.rows(
      "select column_name as name, lower(data_type) as type from information_schema.columns where table_schema = 'analytics' and table_name = 'all' order by ordinal_position",
    )
    return { report, rows, types, log }
  }
  const csv = (text: string) => (_: Warehouse, folder: string) => writeFile(join(folder, 'raw.csv'), text)
  const file = 'file: "${{ env.DATA }}/raw.csv"'
  const text = engine === 'duckdb' ? 'varchar' : 'character varying'
  const numeric = engine === 'duckdb' ? 'decimal(10,2)' : 'numeric'

  it('are the columns of a file, in their order and of their types; others are told of and left out', async () => {
    const { rows, types, log } = await make(
      `${file}, columns: { zip: varchar, amount: "decimal(10, 2)", id: { type: bigint } }`,
      csv('id,amount,more,zip,other\n1,2.5,x,7001,z\n2,,y,,z\n'),
    )
    expect(types).toEqual([
      { name: 'zip', type: text },
      { name: 'amount', type: numeric },
      { name: 'id', type: 'bigint' },
    ])
    expect(rows.map(({ zip, id }) => [zip, id])).toEqual([
      ['7001', 1],
      [null, 2],
    ])
    expect(rows.map(({ amount }) => (amount === null ? null : Number(amount)))).toEqual([2.5, null])
    const drift =
      'Schema drift: the source raw has columns that the recipe does not declare: more, other. They are left out.'
    expect(log.filter((line) => line.includes('drift'))).toEqual([drift])
  })

  // DuckDB calls a database, which is a catalog, after its file.
  it.runIf(engine === 'duckdb')('are those of a table under all three names', async () => {
    const { rows } = await make('table: w.stock.raw', async (warehouse) => {
      await warehouse.ledger.rows('create schema stock')
      await warehouse.ledger.rows('create table stock.raw as select 7 as id')
    })
    expect(rows).toEqual([{ id: 7 }])
  })

  it('are the columns of a table', async () => {
    const { rows, types, log } = await make(
      'table: stock.raw, columns: { amount: bigint, id: varchar }',
      async (warehouse) => {
        await warehouse.ledger.rows('create schema stock')
        await warehouse.ledger.rows("create table stock.raw as select 1 as id, '20' as amount, 3 as spare")
        await warehouse.ledger.rows('insert into stock.raw values (2, null, 4)')
      },
    )
    expect(types).toEqual([
      { name: 'amount', type: 'bigint' },
      { name: 'id', type: text },
    ])
    expect(rows).toEqual([
      { amount: 20, id: '1' },
      { amount: null, id: '2' },
    ])
    expect(log.filter((line) => line.includes('drift: the source raw') && line.includes(': spare.'))).toHaveLength(1)
  })

  it.each([
    ['a missing column', `${file}, columns: { id: bigint, paid: date }`, /no column paid.* It has id, amount/],
    ['a value of a file', `${file}, columns: { id: bigint, amount: date }`, /types that the recipe declares/],
    ['a type that nobody knows', `${file}, columns: { id: nosuch }`, /types that the recipe declares.*nosuch/],
    ['what is no type', `${file}, columns: { id: "integer) + (1" }`, /is no type/],
    ['a value of a table', 'table: raw, columns: { amount: integer }', /types that the recipe declares/],
    ['a missing column of a table', 'table: raw, columns: { amount: varchar, x: integer }', /no column x/],
  ])('%s is a fault with the place of the source', async (_, source, message) => {
    const { report } = await make(source, async (warehouse, folder) => {
      await csv('id,amount\n1,abc\n')(warehouse, folder)
      await warehouse.ledger.rows("create table raw as select 'abc' as amount")
    })
    expect(report.verdict).toBe('fail')
    const failed = report.nodes.find((node) => node.state === 'failed')
    expect(failed?.error).toMatchObject({
      code: 'source.schema',
      location: { file: 'recipes/shop/recipe.yaml', line: 2 },
    })
    expect(failed?.error?.message).toMatch(message)
  })
})
