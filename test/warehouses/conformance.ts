import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { migrate } from '../../action/ledger/migrate.ts'
import type { Row, Value, Warehouse } from '../../action/warehouses/warehouse.ts'
import { lineAndColumnAt } from '../../recipes-schema/sql/places.ts'
import { quoteName } from '../../recipes-schema/sql/rewrite.ts'
import { scratch } from '../support/scratch.ts'
import type { EngineFacts } from './engines.ts'

/** What every engine has to hold to, and what its facts say of it; `open` gives a warehouse with a ledger of its own. */
export function conforms(facts: EngineFacts, open: () => Promise<Warehouse>): void {
  const { name } = facts
  const opened = async (): Promise<Warehouse> => {
    const warehouse = await open()
    onTestFinished(() => warehouse.close())
    await migrate(warehouse)
    await warehouse.makeSchema('shown')
    return warehouse
  }
  const rowsOf = async (warehouse: Warehouse, sql: string, parameters: readonly Value[] = []): Promise<Row[]> => {
    const session = await warehouse.session()
    try {
      return await session.rows(sql, parameters)
    } finally {
      session.close()
    }
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
      const warehouse = await opened()
      const sql = `SELECT 1 AS i, CAST(9007199254740993 AS bigint) AS big, CAST(0.5 AS double precision) AS f, true AS yes,
        'a''b' AS t, CAST(NULL AS int) AS nothing, count(*) AS n FROM (SELECT 1 AS one) AS one`
      expect(await rowsOf(warehouse, sql)).toEqual([
        { i: 1, big: '9007199254740993', f: 0.5, yes: true, t: "a'b", nothing: null, n: 1 },
      ])
    })

    it('bind parameters, which are never part of the text', async () => {
      const warehouse = await opened()
      const text = `'; DROP SCHEMA galley; --`
      const sql = 'SELECT CAST($1 AS varchar) AS a, CAST($2 AS int) + 1 AS b'
      expect(await rowsOf(warehouse, sql, [text, 2])).toEqual([{ a: text, b: 3 }])
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
      const long = one.rows(facts.long)
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
          const [row] = await session.rows<{ n: number }>(`SELECT ${index} + count(*) AS n FROM ${facts.series(1000)}`)
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
      await warehouse.make(session, { target, as: 'table', query: 'SELECT CAST($1 AS int) AS n', parameters: [5] })
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
      expect(error?.message.toLowerCase()).toContain('missing_column')
      expect(error === null ? null : warehouse.isTransient(error)).toBe(false)
      if (facts.places === 'not seen') return
      const place = error === null ? null : warehouse.placeOf(error)
      expect(place?.statement).toContain(query)
      expect(place === null ? null : lineAndColumnAt(place.statement, place.offset)).toEqual({ line: 3, column: 3 })
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
      const all = ['select', 'a "quoted" name', 'mit Leerzeichen', 'größe 😀', "it's; --", 'UPPER', 'x'.repeat(63)]
      const names = all.filter((one) => !facts.unseenNames.includes(one))
      for (const one of names) {
        const target = `galley_builds.${quoteName(one)}`
        await table(warehouse, target, `SELECT 1 AS ${quoteName(one)}, 2 AS other`)
        const columns = (await warehouse.columns(target)).map((column) => column.name)
        expect(columns).toEqual([facts.comesBack(one), 'other'])
        const view = `shown.${quoteName(one)}`
        await warehouse.moveNames([{ view, relation: target }])
        expect(await rowsOf(warehouse, `SELECT other FROM ${view}`)).toEqual([{ other: 2 }])
        await warehouse.moveNames([{ view, relation: null }])
        await warehouse.drop(target, 'table')
      }
    })

    it(`${facts.twoCases ? 'differ' : 'do not differ'} by case alone`, async () => {
      const warehouse = await opened()
      await table(warehouse, 'galley_builds."cased"', 'SELECT 1 AS n')
      const found = rowsOf(warehouse, 'SELECT n FROM galley_builds."CASED"')
      if (facts.twoCases) await expect(found).rejects.toThrow('CASED')
      else expect(await found).toEqual([{ n: 1 }])
    })

    it(`have names of up to ${facts.nameBytes} bytes, as the engine says`, async () => {
      const warehouse = await opened()
      expect(warehouse.nameBytes).toBe(facts.nameBytes)
      const name = 'n'.repeat(Math.min(facts.nameBytes, 200))
      await table(warehouse, `galley_builds."${name}"`, 'SELECT 1 AS n')
      const made = await warehouse.relations('galley_builds')
      expect(made).toContainEqual({ relation: `galley_builds."${name}"`, is_view: false })
      await warehouse.drop(`galley_builds."${name}"`, 'table')
    })
  })

  describe(`${name}: names`, () => {
    const twoTables = async (warehouse: Warehouse): Promise<void> => {
      await table(warehouse, 'galley_builds.one', 'SELECT 1 AS a, 2 AS b')
      await table(warehouse, 'galley_builds.two', "SELECT 'x' AS b")
    }

    it('move to relations of other columns, and go', async () => {
      const warehouse = await opened()
      await twoTables(warehouse)
      const view = 'shown."v"'
      await warehouse.moveNames([{ view, relation: 'galley_builds.one' }])
      await warehouse.transaction(() => warehouse.moveNames([{ view, relation: 'galley_builds.two' }]))
      expect(await rowsOf(warehouse, `SELECT * FROM ${view}`)).toEqual([{ b: 'x' }])
      await warehouse.moveNames([{ view, relation: null }])
      await warehouse.moveNames([{ view, relation: null }])
      await expect(rowsOf(warehouse, `SELECT * FROM ${view}`)).rejects.toThrow()
    })

    const afterwards = facts.promotion === 'transaction' ? 'stay where they were' : 'stay where they are by then'
    it(`${afterwards} when the transaction fails`, async () => {
      const warehouse = await opened()
      expect(warehouse.promotion).toBe(facts.promotion)
      await twoTables(warehouse)
      await warehouse.moveNames([{ view: 'shown.w', relation: 'galley_builds.one' }])
      const failing = warehouse.transaction(async () => {
        await warehouse.moveNames([{ view: 'shown.w', relation: 'galley_builds.two' }])
        throw new Error('the power went')
      })
      await expect(failing).rejects.toThrow('the power went')
      const shown = facts.promotion === 'transaction' ? { b: 2 } : { b: 'x' }
      expect(await rowsOf(warehouse, 'SELECT b FROM shown.w')).toEqual([shown])
      expect(await warehouse.transaction(() => warehouse.ledger.rows('SELECT 3 AS a'))).toEqual([{ a: 3 }])
      await warehouse.moveNames([{ view: 'shown.w', relation: null }])
    })

    it(`${facts.ledger === 'within' ? 'are' : 'are not'} seen by the ledger's session`, async () => {
      const warehouse = await opened()
      await twoTables(warehouse)
      const seen = warehouse.ledger.rows('SELECT a FROM galley_builds.one')
      if (facts.ledger === 'within') expect(await seen).toEqual([{ a: 1 }])
      else await expect(seen).rejects.toThrow('galley_builds')
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
        `SELECT n + 1 AS n, price, CAST(day AS varchar) AS day, extract(hour FROM "at") AS hour, name, yes, none FROM galley_builds."f" ORDER BY 1`,
      )
      expect(got.map((row) => ({ ...row, hour: Number(row.hour) }))).toEqual([
        { n: 2, price: 1.5, day: '2026-01-31', hour: 10, name: 'a,"b"', yes: true, none: null },
        { n: 3, price: -0.1, day: '2026-02-01', hour: 0, name: format === 'csv' ? null : '', yes: false, none: null },
      ])
      session.close()
    })

    it(`keep what is nested, as ${facts.nested}`, async () => {
      const warehouse = await opened()
      const path = join(await scratch(), 'nested.json')
      await writeFile(path, JSON.stringify([{ v: { a: 1 } }, { v: { a: 2 } }]))
      const session = await warehouse.session()
      await warehouse.importFile(session, 'galley_builds."nested"', { path, format: null })
      expect(await warehouse.columns('galley_builds."nested"')).toEqual([{ name: 'v', type: facts.nested }])
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
