import { extname } from 'node:path'
import { quoteText } from '../../recipes-schema/sql/rewrite.ts'
import { exits, Fault } from '../fault.ts'
import type { Column, FileInput, Session } from './warehouse.ts'

/** DuckDB's functions for the formats that files have, by the format's name. */
const readers: Readonly<Record<string, string>> = {
  parquet: 'read_parquet',
  csv: 'read_csv',
  tsv: 'read_csv',
  json: 'read_json',
  ndjson: 'read_json',
}

/** A file, or a glob of files, as a FROM clause of DuckDB. */
export function readingOf({ path, format }: FileInput): string {
  const type = format ?? extname(path.replace(/\.(gz|zst)$/, '')).slice(1)
  const reader = readers[type.toLowerCase()]
  if (reader !== undefined) return `${reader}(${quoteText(path)})`
  const known = Object.keys(readers).map((name) => `.${name}`)
  const hint = `Known are ${known.slice(0, -1).join(', ')} and ${known.at(-1)}.`
  throw new Fault('source.format', exits.usage, `${path} is of no known format.`, hint)
}

/** The columns of a FROM clause. */
export async function describeQuery(session: Session, from: string): Promise<Column[]> {
  const rows = await session.rows<{ column_name: string; column_type: string }>(`DESCRIBE SELECT * FROM ${from}`)
  return rows.map(({ column_name, column_type }) => ({ name: column_name, type: column_type }))
}
