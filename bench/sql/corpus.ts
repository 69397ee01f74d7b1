import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { lexisOf } from '../../recipes-schema/sql/lexis/lexis.ts'
import { tokensOf } from '../../recipes-schema/sql/lexis/tokens.ts'

export interface Sample {
  readonly from: string
  readonly text: string
}

/** The queries of all `.sql` files of a folder: of a script, what its statements select. */
export function queriesOf(folder: string, dialect: string): Sample[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.sql') && statSync(join(folder, path)).isFile())
    .sort()
    .flatMap((path) => {
      const text = readFileSync(join(folder, path), 'utf8')
      // A template is no SQL.
      if (/\{[{%]/.test(text)) return []
      return statementsOf(text, dialect).flatMap((statement) => {
        const query = queryIn(statement, dialect)
        return query === null ? [] : [{ from: path, text: query }]
      })
    })
}

export interface Tpc {
  readonly queries: readonly Sample[]
  /** The columns of the tables, in their order. */
  readonly columns: ReadonlyMap<string, readonly string[]>
}

/** The queries and tables of TPC-H and TPC-DS, as DuckDB's extensions at a path have them. */
export async function tpcOf(extension: string, name: 'tpch' | 'tpcds'): Promise<Tpc> {
  const instance = await DuckDBInstance.create(':memory:', { allow_unsigned_extensions: 'true' })
  const connection = await instance.connect()
  await connection.run(`load '${extension.replaceAll("'", "''")}'`)
  await connection.run(name === 'tpch' ? 'call dbgen(sf = 0)' : 'call dsdgen(sf = 0)')
  const queries = (await connection.runAndReadAll(`select query_nr, query from ${name}_queries()`)).getRows()
  const tables = await connection.runAndReadAll(
    'select table_name, list(column_name order by ordinal_position) from information_schema.columns group by 1',
  )
  const columns = tables.getRowsJS().map(([table, names]) => [String(table), names as string[]] as const)
  connection.closeSync()
  instance.closeSync()
  return {
    queries: queries.map(([number, text]) => ({ from: `${name} ${number}`, text: String(text).replace(/;\s*$/, '') })),
    columns: new Map(columns),
  }
}

function statementsOf(text: string, dialect: string): string[] {
  const statements: string[] = []
  let start = 0
  for (const token of tokensOf(text, lexisOf(dialect))) {
    if (token.type !== 'sign' || text[token.start] !== ';') continue
    statements.push(text.slice(start, token.start))
    start = token.end
  }
  return [...statements, text.slice(start)]
}

/** From the first SELECT or WITH on, of a statement that makes or fills a table of it; null for other statements. */
function queryIn(statement: string, dialect: string): string | null {
  const words = tokensOf(statement, lexisOf(dialect)).filter(({ type }) => type !== 'space' && type !== 'comment')
  const wordAt = (index: number): string => statement.slice(words[index]?.start, words[index]?.end).toLowerCase()
  if (words.length === 0) return null
  if (/^(select|with|from|\()$/.test(wordAt(0))) return statement
  if (!/^(create|insert)$/.test(wordAt(0))) return null
  if (wordAt(0) === 'create' && !words.slice(0, 6).some((_, index) => /^(table|view)$/.test(wordAt(index)))) return null
  let depth = 0
  for (const [index, { start }] of words.entries()) {
    const word = wordAt(index)
    if (depth === 0 && (word === 'select' || (word === 'with' && wordAt(index + 2) === 'as')))
      return statement.slice(start)
    if (word === '(') depth++
    if (word === ')') depth--
  }
  return null
}
