import { cellText, columnNames, inferType } from '../../../recipes-schema/quality/unit/infer.ts'
import type { UnitRow } from '../../../recipes-schema/quality/unit/types.ts'
import { quoteName, quoteText } from '../../../recipes-schema/sql/rewrite.ts'
import type { Memory } from './memory.ts'

/**
 * Makes a table of rows as a person wrote them. `columns` are those that there are besides the rows' own, with their
 * types; null: the type is told from the values. Values go in as texts that are cast, so that none loses a digit.
 */
export async function layRows(
  memory: Memory,
  target: string,
  rows: readonly UnitRow[],
  columns: Readonly<Record<string, string | null>>,
): Promise<void> {
  const all = [...columnNames(rows), ...Object.keys(columns)]
  // DuckDB's names differ by more than their case.
  const names = all.filter((name, index) => all.findIndex((one) => one.toLowerCase() === name.toLowerCase()) === index)
  if (names.length === 0) names.push('no_column')
  const casts = names.map((name, index) => {
    const declared = Object.hasOwn(columns, name) ? columns[name] : null
    const type = declared ?? inferType(rows.map((row) => row[name] ?? null))
    const nested = rows.some((row) => typeof row[name] === 'object' && row[name] !== null)
    const value = nested && type !== 'JSON' ? `CAST(c${index} AS JSON)` : `c${index}`
    return `CAST(${value} AS ${type}) AS ${quoteName(name)}`
  })
  const values = rows.map((row) => `(${names.map((name) => textLiteral(cellText(row[name]))).join(', ')})`)
  const nothing = `(${names.map(() => 'CAST(NULL AS VARCHAR)').join(', ')})`
  const list = names.map((_, index) => `c${index}`).join(', ')
  const from = `FROM (VALUES ${values.length === 0 ? nothing : values.join(', ')}) AS given(${list})`
  await memory.run(
    `CREATE TABLE ${target} AS SELECT ${casts.join(', ')} ${from}${values.length === 0 ? ' WHERE false' : ''}`,
  )
}

/** Makes a table of a file's rows. Without types those of a CSV or JSON file are told from what is in it. */
export async function layFile(
  memory: Memory,
  target: string,
  path: string,
  columns: Readonly<Record<string, string | null>>,
): Promise<void> {
  const reader = /\.parquet$/.test(path) ? 'read_parquet' : /\.(nd)?json(l)?$/.test(path) ? 'read_json' : 'read_csv'
  const typed = Object.entries(columns).flatMap(([name, type]) => (type === null ? [] : [[name, type] as const]))
  const replaced = typed.map(([name, type]) => `CAST(${quoteName(name)} AS ${type}) AS ${quoteName(name)}`)
  const items = replaced.length === 0 ? '*' : `* REPLACE (${replaced.join(', ')})`
  await memory.run(`CREATE TABLE ${target} AS SELECT ${items} FROM ${reader}(${quoteText(path)})`)
}

function textLiteral(text: string | null): string {
  return text === null ? 'NULL' : quoteText(text)
}
