import type { Asked } from '../../recipes-schema/quality/scan.ts'
import { testKind } from '../../recipes-schema/quality/tests/index.ts'
import type { TestContext } from '../../recipes-schema/quality/tests/kind.ts'
import { listed } from '../../recipes-schema/quality/words.ts'
import type { Test } from '../../recipes-schema/recipe/types.ts'
import type { TestSamples } from '../../recipes-schema/report/types.ts'
import type { Row, Session } from '../warehouses/warehouse.ts'

/** How much of failing rows a report holds. */
const most = { rows: 5, columns: 20, text: 100 } as const

/** The query that gives a test's failing rows, for whoever may read them; null for tests that are not about rows. */
export function failingQuery({ kind, options, where }: Test, { question }: Asked, context: TestContext): string | null {
  const own = testKind(kind).failing?.(options, context)
  if (own !== undefined) return own
  if (question.type !== 'condition') return null
  const condition = where === null ? question.condition : `(${question.condition}\n)`
  return `SELECT * FROM ${context.rows('tested')} WHERE ${condition}`
}

/** The first failing rows, and the values in words where they are few. A query that fails shows nothing. */
export async function sampled(
  session: Session,
  query: string,
): Promise<{ samples: TestSamples | null; words: string }> {
  try {
    // Behind the query's own order, which an engine may forget within brackets; a query with a limit of its own takes none.
    const rows = await session
      .rows(`${query}\nLIMIT ${most.rows}`)
      .catch(() => session.rows(`SELECT * FROM (${query}\n) AS failing LIMIT ${most.rows}`))
    const columns = Object.keys(rows[0] ?? {}).slice(0, most.columns)
    const samples = { columns, rows: rows.map((row) => columns.map((column) => shown(row[column] ?? null))) }
    return { samples, words: rows.length === 0 ? '' : inWords(rows, columns) }
  } catch {
    return { samples: null, words: '' }
  }
}

/** ": lte (10), x (2)" for values with their counts; rows of many columns are left to the table. */
function inWords(rows: readonly Row[], columns: readonly string[]): string {
  if (columns.at(-1) !== 'rows') return ''
  const keys = columns.slice(0, -1)
  const values = rows.map((row) => {
    const key = keys.map((column) => shown(row[column] ?? null) ?? 'NULL').join(', ')
    return `${keys.length > 1 ? `(${key})` : key} (${Number(row.rows).toLocaleString('en-US')})`
  })
  return `: ${listed(values)}${rows.length === most.rows ? ' ...' : ''}`
}

function shown(value: Row[string]): string | null {
  if (value === null || value === undefined) return null
  const text = String(value)
  return text.length > most.text ? `${text.slice(0, most.text - 1)}…` : text
}
