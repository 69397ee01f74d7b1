import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { migrate } from '../../action/ledger/migrate.ts'
import type { Warehouse } from '../../action/warehouses/warehouse.ts'
import { lineAndColumnAt } from '../../recipes-schema/sql/places.ts'
import { quoteName } from '../../recipes-schema/sql/rewrite.ts'
import { scratch } from '../support/scratch.ts'

/** What every engine has to hold to; `open` gives an empty warehouse of its own. */
export function conforms(name: string, open: () => Promise<Warehouse>): void {
  const opened = async (): Promise<Warehouse> => {
    const warehouse = await open()
    onTestFinished(() => warehouse.close())
    await migrate(warehouse)
    return warehouse
  }
  const table = async (warehouse: Warehouse, target: string, query: string): Promise<void> => {
    const session = await warehouse.session()
    await warehouse.make(session, { target, as: 'table', query })
    session.close()
  }

  describe(`${name}: sessions`, () => {
    it('show what this process holds', async () => {
      const warehouse = await opened()
      expect(await warehouse.isHeld("an order's")).toBe(false)
      await warehouse.hold("an order's")
      await warehouse.hold("an order's")
      expect([await warehouse.isHeld("an order's"), await warehouse.isHeld('another')]).toEqual([true, false])
    })

    it('answer with plain values', async () => {
      const { ledger } = await opened()
      const sql = `SELECT 1 AS i, 9007199254740993::bigint AS big, 0.5::double precision AS f, true AS yes, 'a''b' AS t,
        NULL::int AS nothing, count(*) AS n FROM (SELECT 1) AS one`
      expect(await ledger.rows(sql)).toEqual([
        { i: 1, big: '9007199254740993', f: 0.5, yes: true, t: "a'b", nothing: null, n: 1 },
      ])
    })

    it('bind parameters, which are never part of the text', async () => {
      const { ledger } = await opened()
      const text = `'; DROP SCHEMA galley; --`
      expect(await ledger.rows('SELECT $1::text AS a, $2::int + 1 AS b', [text, 2])).toEqual([{ a: text, b: 3 }])
    })

    it("take one statement a call where the SQL is a person's", async () => {
      const warehouse = await opened()
      const session = await warehouse.session()
      await expect(session.rows('SELECT 1; DROP SCHEMA galley CASCADE')).rejects.toThrow()
      expect(await session.rows('SELECT 1 AS one')).toEqual([{ one: 1 }])
      session.close()
    })

    it('are interrupted, alone, and can be used again', async () => {
      const warehouse = await opened()
      const [one, two] = [await warehouse.session('long'), await warehouse.session('short')]
      const long = one.rows('SELECT count(*) FROM generate_series(1, 100000) a, generate_series(1, 1000000) b')
      setTimeout(() => one.interrupt(), 200)
      await expect(long).rejects.toThrow()
      expect(await two.rows('SELECT 2 AS n')).toEqual([{ n: 2 }])
      expect(await one.rows('SELECT 1 AS n')).toEqual([{ n: 1 }])
      for (const session of [one, two]) session.close()
    })

    it('run beside one another', async () => {
      const warehouse = await opened()
      const sums = await Promise.all(
        Array.from({ length: 8 }, async (_, index) => {
          const session = await warehouse.session(`${index}`)
          const [row] = await session.rows<{ n: number }>(
            `SELECT ${index} + count(*) AS n FROM generate_series(1, 1000)`,
          )
          session.close()
          return row?.n
        }),
      )
      expect(sums).toEqual([1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007])
    })
  })

  describe(`${name}: relations`, () => {
    it('are made of queries with parameters, and replaced', async () => {
      const warehouse = await opened()
      const session = await warehouse.session()
      const target = 'galley_builds."a__1"'
      await warehouse.make(session, { target, as: 'table', query: 'SELECT $1::int AS n', parameters: [5] })
      await warehouse.make(session, { target, as: 'table', query: "SELECT 'x' AS t, 1 AS n" })
      expect(await session.rows(`SELECT * FROM ${target}`)).toEqual([{ t: 'x', n: 1 }])
      expect((await warehouse.columns(target)).map((column) => column.name)).toEqual(['t', 'n'])
      expect(await warehouse.bytes(target)).toBeGreaterThanOrEqual(0)
      await warehouse.make(session, { target: 'galley_builds."v__1"', as: 'view', query: `SELECT n FROM ${target}` })
      expect(await session.rows('SELECT * FROM galley_builds."v__1"')).toEqual([{ n: 1 }])
      await warehouse.drop('galley_builds."v__1"', 'view')
      await warehouse.drop(target, 'table')
      await warehouse.drop(target, 'table')
      expect(await warehouse.columns(target).catch(() => [])).toEqual([])
      session.close()
    })

    it("tell the line of a person's mistake, also behind text outside ASCII", async () => {
      const warehouse = await opened()
      const session = await warehouse.session()
      const query = "SELECT\n  'größe 😀' AS t,\n  missing_column\nFROM (SELECT 1 AS n) AS x"
      const error = await warehouse.make(session, { target: 'galley_builds.bad', as: 'table', query }).then(
        () => null,
        (thrown: Error) => thrown,
      )
      expect(error?.message).toContain('missing_column')
      const place = error === null ? null : warehouse.placeOf(error)
      expect(place?.statement).toContain(query)
      expect(place === null ? null : lineAndColumnAt(place.statement, place.offset)).toEqual({ line: 3, column: 3 })
      expect(error === null ? null : warehouse.isTransient(error)).toBe(false)
      session.close()
    })

    it('have one checksum whatever the order of their rows, and another for any other content', async () => {
      const warehouse = await opened()
      const of = async (rows: string): Promise<string> => {
        await table(warehouse, 'galley_builds.c', `SELECT * FROM (VALUES ${rows}) AS t (a, b)`)
        return (await warehouse.content('galley_builds.c')).checksum
      }
      const base = await of("(1, 'x'), (2, 'y'), (2, 'y')")
      expect(await of("(2, 'y'), (1, 'x'), (2, 'y')")).toBe(base)
      const others = ["(1, 'y'), (2, 'x'), (2, 'y')", "(1, 'x'), (2, 'y')", "(1, 'x')", "(1, NULL), (2, 'y'), (2, 'y')"]
      const sums = [base]
      for (const other of others) sums.push(await of(other))
      expect(new Set(sums).size).toBe(sums.length)
    })

    it('without rows have a checksum and no rows', async () => {
      const warehouse = await opened()
      await table(warehouse, 'galley_builds.e', 'SELECT 1 AS n WHERE false')
      expect(await warehouse.content('galley_builds.e')).toMatchObject({ rows: 0 })
    })

    it('may have any names', async () => {
      const warehouse = await opened()
      const names = ['select', 'a "quoted" name', 'mit Leerzeichen', 'größe 😀', "it's; --", 'UPPER', 'x'.repeat(63)]
      for (const one of names) {
        const target = `galley_builds.${quoteName(one)}`
        await table(warehouse, target, `SELECT 1 AS ${quoteName(one)}, 2 AS other`)
        expect((await warehouse.columns(target)).map((column) => column.name)).toEqual([one, 'other'])
        await warehouse.moveNames([{ view: `galley.${quoteName(one)}`, relation: target }])
        expect(await warehouse.ledger.rows(`SELECT other FROM galley.${quoteName(one)}`)).toEqual([{ other: 2 }])
        await warehouse.moveNames([{ view: `galley.${quoteName(one)}`, relation: null }])
      }
    })
  })

  describe(`${name}: names`, () => {
    it('move to relations of other columns, and go, in one transaction', async () => {
      const warehouse = await opened()
      await table(warehouse, 'galley_builds.one', 'SELECT 1 AS a, 2 AS b')
      await table(warehouse, 'galley_builds.two', "SELECT 'x' AS b")
      const view = 'galley."shown"'
      await warehouse.moveNames([{ view, relation: 'galley_builds.one' }])
      await warehouse.transaction(() => warehouse.moveNames([{ view, relation: 'galley_builds.two' }]))
      expect(await warehouse.ledger.rows(`SELECT * FROM ${view}`)).toEqual([{ b: 'x' }])
      await warehouse.moveNames([{ view, relation: null }])
      await warehouse.moveNames([{ view, relation: null }])
      await expect(warehouse.ledger.rows(`SELECT * FROM ${view}`)).rejects.toThrow()
    })

    it('stay where they were when the transaction fails', async () => {
      const warehouse = await opened()
      await table(warehouse, 'galley_builds.one', 'SELECT 1 AS a')
      await table(warehouse, 'galley_builds.two', 'SELECT 2 AS a')
      await warehouse.moveNames([{ view: 'galley.shown', relation: 'galley_builds.one' }])
      const failing = warehouse.transaction(async () => {
        await warehouse.moveNames([{ view: 'galley.shown', relation: 'galley_builds.two' }])
        throw new Error('the power went')
      })
      await expect(failing).rejects.toThrow('the power went')
      expect(await warehouse.ledger.rows('SELECT a FROM galley.shown')).toEqual([{ a: 1 }])
      expect(await warehouse.transaction(() => warehouse.ledger.rows('SELECT 3 AS a'))).toEqual([{ a: 3 }])
    })
  })

  describe(`${name}: files`, () => {
    const rows = [
      { n: 1, price: 1.5, day: '2026-01-31', at: '2026-01-31 10:00:00', name: 'a,"b"', yes: true, none: null },
      { n: 2, price: -0.1, day: '2026-02-01', at: '2026-02-01 00:00:00', name: '', yes: false, none: null },
    ]
    // CSV itself has one writing for both: DuckDB takes it for NULL.
    it.each(['csv', 'json', 'parquet'])('%s comes in typed, with empty texts apart from NULL', async (format) => {
      const warehouse = await opened()
      const folder = await scratch()
      const path = join(folder, `größe 'x'.${format}`)
      await writeFile(join(folder, 'rows.json'), JSON.stringify(rows))
      if (format === 'json') await writeFile(path, JSON.stringify(rows))
      else await convert(join(folder, 'rows.json'), path, format)
      const session = await warehouse.session()
      await warehouse.importFile(session, 'galley_builds."f"', { path, format: null })
      const got = await session.rows(
        `SELECT n + 1 AS n, price, CAST(day AS text) AS day, extract(hour FROM "at") AS hour, name, yes, none FROM galley_builds."f" ORDER BY 1`,
      )
      expect(got.map((row) => ({ ...row, hour: Number(row.hour) }))).toEqual([
        { n: 2, price: 1.5, day: '2026-01-31', hour: 10, name: 'a,"b"', yes: true, none: null },
        { n: 3, price: -0.1, day: '2026-02-01', hour: 0, name: format === 'csv' ? null : '', yes: false, none: null },
      ])
      session.close()
    })

    it('are shaped by a query, and say what is wrong with them', async () => {
      const warehouse = await opened()
      const folder = await scratch()
      await writeFile(join(folder, 'x.csv'), 'id,name\n1,a\n2,b\n')
      const session = await warehouse.session()
      const shaping = (from: string, columns: readonly { name: string }[]): string =>
        `SELECT ${columns
          .map(({ name }) => `"${name}"`)
          .reverse()
          .join(', ')} FROM ${from} WHERE id = 2`
      await warehouse.importFile(session, 'galley_builds."f"', { path: join(folder, 'x.csv'), format: 'csv' }, shaping)
      expect(await session.rows('SELECT * FROM galley_builds."f"')).toEqual([{ name: 'b', id: 2 }])
      const missing = warehouse.importFile(session, 'galley_builds."g"', { path: join(folder, 'no.csv'), format: null })
      await expect(missing).rejects.toThrow(/No files found/)
      const odd = warehouse.importFile(session, 'galley_builds."g"', { path: join(folder, 'x.xml'), format: null })
      await expect(odd).rejects.toMatchObject({ code: 'source.format' })
      session.close()
    })
  })
}

async function convert(from: string, to: string, format: string): Promise<void> {
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  // Force the quotes, or an empty text would be NULL in CSV.
  const options = format === 'csv' ? 'FORMAT csv, FORCE_QUOTE (name)' : 'FORMAT parquet'
  await connection.run(`COPY (SELECT * FROM read_json('${from}')) TO '${to.replaceAll("'", "''")}' (${options})`)
  connection.closeSync()
  instance.closeSync()
}
