import { extname } from 'node:path'
import { quoteText } from '../../recipes-schema/sql/rewrite.ts'
import { exits, Fault } from '../fault.ts'
import type { Column, FileInput, Session, Shaping } from './warehouse.ts'

/** DuckDB's functions for the formats that files have, by the format's name. */
const readers: Readonly<Record<string, string>> = {
  parquet: 'read_parquet',
  csv: 'read_csv',
  tsv: 'read_csv',
  json: 'read_json',
  ndjson: 'read_json',
}

/** A file, or a glob of files, as a FROM clause of DuckDB. */
export function readingOf({ path, format }: FileInput, options = ''): string {
  const type = format ?? extname(path.replace(/\.(gz|zst)$/, '')).slice(1)
  const reader = readers[type.toLowerCase()]
  if (reader !== undefined) return `${reader}(${quoteText(path)}${reader === 'read_csv' ? options : ''})`
  const known = Object.keys(readers).map((name) => `.${name}`)
  const hint = `Known are ${known.slice(0, -1).join(', ')} and ${known.at(-1)}.`
  throw new Fault('source.format', exits.usage, `${path} is of no known format.`, hint)
}

/** The query that makes a table of a file. */
export async function importQuery(session: Session, file: FileInput, shaping: Shaping | undefined): Promise<string> {
  const from = readingOf(file)
  if (shaping === undefined) return `SELECT * FROM ${from}`
  const columns = await describeQuery(session, from)
  const options = typesOption(file, columns)
  if (options === '') return shaping(from, columns)
  const typed = readingOf(file, options)
  return shaping(typed, typed === from ? columns : await describeQuery(session, typed))
}

/** Texts and decimals, of which a guess loses something: the zeros of 007, the last digits of an amount. */
const exact = /^(varchar|text|string|char|character|bpchar|numeric|decimal)\b/i

function typesOption({ types = {} }: FileInput, columns: readonly Column[]): string {
  const wanted = new Map(Object.entries(types).map(([name, type]) => [name.toLowerCase(), type]))
  const texts = columns.filter(({ name }) => exact.test(wanted.get(name.toLowerCase())?.trim() ?? ''))
  // Decimals as their text too: the cast that follows knows their size.
  const list = texts.map(({ name }) => `${quoteText(name)}: 'VARCHAR'`)
  // Where all is text, nothing tells a head line from the others but that it was taken for one before.
  const header = !columns.every((column, index) => column.name === `column${index}`)
  return list.length === 0 ? '' : `, header = ${header}, types = {${list.join(', ')}}`
}

/** The columns of a FROM clause. */
export async function describeQuery(session: Session, from: string): Promise<Column[]> {
  const rows = await session.rows<{ column_name: string; column_type: string }>(`DESCRIBE SELECT * FROM ${from}`)
  return rows.map(({ column_name, column_type }) => ({ name: column_name, type: column_type }))
}
