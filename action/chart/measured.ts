import type { Fingerprint } from '../../recipes-schema/plan/types.ts'
import type { Report } from '../../recipes-schema/report/types.ts'
import { unpackReport } from '../ledger/kept-report.ts'
import type { MeasureIdentity } from '../ledger/measure-history.ts'
import type { Warehouse } from '../warehouses/warehouse.ts'

/** What the newest order of an environment that took a measure found, and what it thought of it. */
export interface Measured {
  readonly order_id: string
  readonly date: string
  readonly build: string
  readonly fingerprint: Fingerprint | null
  readonly value: number | null
  readonly events: number | null
  readonly trials: number | null
  readonly digest: string | null
  readonly pull_request: number | null
  readonly report: Report | null
}

/** Null where no order of the environment has taken the measure. */
export async function readMeasured(
  { ledger }: Warehouse,
  environment: string,
  { node, measure }: Pick<MeasureIdentity, 'node' | 'measure'>,
): Promise<Measured | null> {
  const [row] = await ledger.rows<Omit<Measured, 'report'> & { report: string | null }>(
    `SELECT m.order_id, m.order_date AS date, m.build, b.fingerprint, m.value, m.events, m.trials, o.digest,
       o.pull_request, o.report
     FROM galley.measurements m JOIN galley.orders o ON o.id = m.order_id LEFT JOIN galley.builds b ON b.build = m.build
     WHERE o.environment = $1 AND m.node = $2 AND m.measure = $3 ORDER BY o.started_at DESC, o.id DESC LIMIT 1`,
    [environment, node, measure],
  )
  // Galley wrote the report itself; its shape is the ledger's version's.
  return row === undefined ? null : { ...row, report: unpackReport(row.report ?? '') as Report | null }
}
