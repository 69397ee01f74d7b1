import type { Session, Value } from '../warehouses/warehouse.ts'

/** How many parameters one statement may have: PostgreSQL's protocol counts them in 16 bits. */
const mostParameters = 30_000

/** `$1, $2, $3` for as many values. */
export function placesOf(values: readonly unknown[], from = 1): string {
  return values.map((_, index) => `$${index + from}`).join(', ')
}

/** Inserts rows in as few statements as can be: each statement on a disk costs a write of its own. */
export async function insertRows(
  ledger: Session,
  table: string,
  rows: readonly (readonly Value[])[],
  suffix = '',
): Promise<void> {
  const width = rows[0]?.length ?? 1
  const most = Math.floor(mostParameters / width)
  for (let from = 0; from < rows.length; from += most) {
    const part = rows.slice(from, from + most)
    const places = part.map((_, row) => `(${part[0]?.map((_, column) => `$${row * width + column + 1}`).join(', ')})`)
    await ledger.rows(`INSERT INTO ${table} VALUES ${places.join(', ')} ${suffix}`, part.flat())
  }
}

/**
 * Inserts rows of which some may be there already; these stay. DuckDB takes several times as long for ON CONFLICT as for a
 * plain INSERT, so that is tried first. Not within a transaction, which a conflict would end.
 */
export async function insertNew(ledger: Session, table: string, rows: readonly (readonly Value[])[]): Promise<void> {
  try {
    await insertRows(ledger, table, rows)
  } catch {
    await insertRows(ledger, table, rows, 'ON CONFLICT DO NOTHING')
  }
}
