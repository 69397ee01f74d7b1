import type { Begun } from '../orchestrators/start-once.ts'
import type { Warehouse } from '../warehouses/warehouse.ts'

/** Keeps in the ledger which runs of other programs an order has asked for, and what they are called there. */
export function begunRuns({ ledger }: Warehouse): Begun {
  return {
    async read({ id }) {
      const [row] = await ledger.rows<{ run: string | null; url: string | null }>(
        'SELECT run, url FROM galley.begun_runs WHERE id = $1',
        [id],
      )
      if (row === undefined) return null
      return row.run === null ? 'asked' : { id: row.run, url: row.url ?? '' }
    },
    async write({ id, order }, run) {
      await ledger.rows('DELETE FROM galley.begun_runs WHERE id = $1', [id])
      await ledger.rows('INSERT INTO galley.begun_runs VALUES ($1, $2, $3, $4)', [
        id,
        order,
        run?.id ?? null,
        run?.url ?? null,
      ])
    },
  }
}
