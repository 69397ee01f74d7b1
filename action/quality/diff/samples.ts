import type { SampleRow } from '../../../recipes-schema/diff/types.ts'
import type { Row, Session } from '../../warehouses/warehouse.ts'
import { type Comparison, differs, equalKeys, rowsOf } from './comparison.ts'

/** A cell shows at most so much: enough to recognise a value, too little to carry a document away. */
const longestCell = 60

/** How many cells a row shows beyond its key. */
const mostCells = 8

/**
 * A few rows of each kind, the same ones at each time: ordered by their key. Only to be called where the person's policy
 * allows rows to be shown. Without a key there is nothing to tell rows apart by, and nothing is shown.
 */
export async function sampleRows(session: Session, comparison: Comparison, most: number): Promise<SampleRow[]> {
  if (comparison.key.length === 0) return []
  const kinds = ['changed', 'added', 'removed'] as const
  const found: SampleRow[] = []
  for (const kind of kinds) {
    const rows = await session.rows(samplesSql(comparison, kind, most))
    found.push(...rows.map((row) => ({ kind, cells: cellsOf(comparison, kind, row) })))
  }
  return found
}

function samplesSql(comparison: Comparison, kind: SampleRow['kind'], most: number): string {
  const { key, values, dialect } = comparison
  const names = [...key.map((_, index) => `k${index}`), ...values.map((_, index) => `c${index}`)]
  const list = names.flatMap((name) => [
    `${dialect.text(`p.${name}`)} AS p_${name}`,
    `${dialect.text(`k.${name}`)} AS k_${name}`,
  ])
  const changed = values.map((_, index) => differs(comparison, index)).join(' OR ') || 'FALSE'
  const condition = { changed, added: 'p.here IS NULL', removed: 'k.here IS NULL' }[kind]
  const join = { changed: 'JOIN', added: 'RIGHT JOIN', removed: 'LEFT JOIN' }[kind]
  const side = kind === 'added' ? 'k' : 'p'
  return `SELECT ${list.join(', ')}
    FROM (SELECT *, 1 AS here FROM (${rowsOf(comparison, 'production')}) AS r) AS p
    ${join} (SELECT *, 1 AS here FROM (${rowsOf(comparison, 'kitchen')}) AS r) AS k ON ${equalKeys(comparison, 'p', 'k')}
    WHERE ${condition} ORDER BY ${key.map((_, index) => `${side}.k${index}`).join(', ')} LIMIT ${most}`
}

function cellsOf({ key, values }: Comparison, kind: SampleRow['kind'], row: Row): SampleRow['cells'] {
  const cell = (column: string, name: string): SampleRow['cells'][number] => ({
    column,
    production: kind === 'added' ? null : cut(row[`p_${name}`]),
    kitchen: kind === 'removed' ? null : cut(row[`k_${name}`]),
  })
  const keys = key.map(({ name }, index) => cell(name, `k${index}`))
  const others = values.map(({ name }, index) => cell(name, `c${index}`))
  const telling = kind === 'changed' ? others.filter((one) => one.production !== one.kitchen) : others
  return [...keys, ...telling.slice(0, mostCells)]
}

function cut(value: Row[string] | undefined): string | null {
  if (value === null || value === undefined) return null
  const text = String(value)
  return text.length <= longestCell ? text : `${text.slice(0, longestCell - 1)}…`
}
