import { DuckDBConnection } from '@duckdb/node-api'
import { PGlite } from '@electric-sql/pglite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { columnsOf } from '../../recipes-schema/sql/columns/index.ts'
import type { SqlColumns, SqlPart, SqlShape } from '../../recipes-schema/sql/parser.ts'
import { parser } from '../support/project.ts'
import { type Choices, queryOf, tables } from '../support/queries.ts'
import { randomFrom } from '../support/sql-mutations.ts'

/** Runs a query, with the columns named; null where it is no right SQL to the engine. */
type Run = (sql: string) => Promise<string[][] | null>

let duckdb: DuckDBConnection
let postgres: PGlite
beforeAll(async () => {
  duckdb = await DuckDBConnection.create()
  postgres = await PGlite.create()
  await fill(1, null)
})
afterAll(async () => {
  duckdb.closeSync()
  await postgres.close()
})

const runs: Readonly<Record<'duckdb' | 'postgres', Run>> = {
  async duckdb(sql) {
    try {
      return (await duckdb.runAndReadAll(sql)).getRowsJson().map((row) => row.map(String))
    } catch {
      return null
    }
  },
  async postgres(sql) {
    try {
      const { rows } = await postgres.query<unknown[]>(sql, [], { rowMode: 'array' })
      return rows.map((row) => row.map(String))
    } catch {
      return null
    }
  },
}

/** Fills the tables by a seed; `but` is a column that is filled otherwise. */
async function fill(seed: number, but: readonly [table: string, column: string] | null): Promise<void> {
  const statements = Object.entries(tables).flatMap(([table, columns]) => {
    const rows = Array.from({ length: 7 }, (_, row) => {
      const values = columns.map((column) => {
        const other = but?.[0] === table && but[1] === column
        const random = randomFrom(
          seed * 1000 + row * 31 + column.charCodeAt(0) * 7 + table.charCodeAt(0) + (other ? 5_000_000 : 0),
        )
        random()
        return random() < 0.1 ? 'null' : Math.floor(random() * 4)
      })
      return `(${values.join()})`
    })
    return [
      `drop table if exists ${table}`,
      `create table ${table} (${columns.map((name) => `${name} int`).join()})`,
      `insert into ${table} values ${rows.join()}`,
    ]
  })
  for (const statement of statements) {
    await duckdb.run(statement)
    await postgres.exec(statement)
  }
}

async function analyse(text: string, dialect: string): Promise<{ shape: SqlShape; columns: SqlColumns } | null> {
  const parsed = await parser().parse(text, dialect)
  if (!parsed.ok) return null
  const { shape } = parsed
  const columns = columnsOf(shape, (read) => tables[shape.reads[read]?.name.toLowerCase() ?? ''] ?? null)
  return columns?.repeatable === true && columns.names !== null ? { shape, columns } : null
}

/** Each choice by its place and a seed; those in `otherwise` by another. */
function choicesOf(seed: number, otherwise: (place: string) => boolean): Choices {
  const hash = (text: string): number => [...text].reduce((sum, one) => (Math.imul(sum, 31) + one.charCodeAt(0)) | 0, 7)
  return (place) => {
    const random = randomFrom(seed * 7919 + hash(place) + (otherwise(place) ? 77_777 : 0))
    random()
    return random()
  }
}

const sorted = (rows: string[][]): string[] => rows.map((row) => row.join('|')).sort()
const list = (names: readonly string[]): string =>
  names.length === 0 ? '1 as n' : names.map((name) => `galley.${name}`).join(', ')
const over = (text: string, names: readonly string[]): string => `select ${list(names)} from (${text}) galley`

/** The dialects by the engine whose meaning of names is theirs. */
const cases: [dialect: string, engine: 'duckdb' | 'postgres', count: number][] = [
  ['duckdb', 'duckdb', 120],
  ['postgres', 'postgres', 120],
  ['trino', 'postgres', 60],
  ['bigquery', 'postgres', 60],
  ['snowflake', 'duckdb', 60],
  ['databricks', 'duckdb', 60],
]

describe('what is proved of a query is so, by execution', () => {
  it.each(cases)('equal parts of two queries are equal rows and values: %s on %s', async (dialect, engine, count) => {
    let compared = 0
    for (let seed = 0; seed < count; seed++) {
      const [before, after] = [
        queryOf(choicesOf(seed, () => false)),
        queryOf(choicesOf(seed, (place) => place.length % 5 === seed % 5)),
      ]
      const [one, two] = [await analyse(before, dialect), await analyse(after, dialect)]
      if (one === null || two === null || one.columns.rows.canonical !== two.columns.rows.canonical) continue
      if (before === after || JSON.stringify(one.columns.rows.uses) !== JSON.stringify(two.columns.rows.uses)) continue
      const digests = new Set(one.columns.columns.map(({ canonical }) => canonical))
      const same = two.columns.columns.flatMap(({ canonical, name }) =>
        digests.has(canonical) && name !== null ? [name] : [],
      )
      const [left, right] = [await runs[engine](over(before, same)), await runs[engine](over(after, same))]
      if (left === null || right === null) continue
      expect(sorted(left), `${before}\n${after}\n${same}`).toEqual(sorted(right))
      compared++
    }
    expect(compared).toBeGreaterThan(0)
  })

  it.each(cases)('what a part does not use does not change it: %s on %s', async (dialect, engine, count) => {
    await fill(3, null)
    const queries: Answered[] = []
    for (let seed = 0; seed < count; seed++) {
      const text = queryOf(choicesOf(seed + 10_000, () => false))
      const read = await analyse(text, dialect)
      const rows = read === null ? null : await runs[engine](over(text, read.columns.names ?? []))
      if (read !== null && rows !== null) queries.push({ text, rows, ...read })
    }
    let compared = 0
    for (const [table, columns] of Object.entries(tables))
      for (const column of columns) {
        await fill(3, [table, column])
        for (const query of queries) {
          const uses = ({ uses }: SqlPart): boolean =>
            uses.some((use) => nameOf(query, use.read) === table && use.columns?.includes(column) !== false)
          if (uses(query.columns.rows)) continue
          const kept = query.columns.columns.flatMap((one, index) => (uses(one) ? [] : [index]))
          const now = await runs[engine](over(query.text, query.columns.names ?? []))
          const project = (rows: string[][]): string[] =>
            sorted(rows.map((row) => kept.map((index) => row[index] ?? '')))
          expect(now === null ? null : project(now), `${table}.${column} in ${kept} of ${query.text}`).toEqual(
            project(query.rows),
          )
          compared++
        }
      }
    expect(compared).toBeGreaterThan(count)
  })
})

interface Answered {
  readonly text: string
  readonly rows: string[][]
  readonly shape: SqlShape
  readonly columns: SqlColumns
}

function nameOf({ shape }: Answered, read: number): string | undefined {
  return shape.reads[read]?.name.toLowerCase()
}
