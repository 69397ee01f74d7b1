import type { NodeId } from '../../recipes-schema/recipe/types.ts'
import type { Report } from '../../recipes-schema/report/types.ts'
import type { Warehouse } from '../warehouses/warehouse.ts'
import { orderHold } from './cut-short.ts'
import { insertRows } from './insert.ts'
import { packReport, unpackReport } from './kept-report.ts'

export interface OrderRecord {
  readonly id: string
  readonly environment: string
  readonly kind: string
  readonly actor: string
  readonly pull_request: number | null
  readonly base: string | null
  readonly head: string
  readonly merge_base: string | null
  readonly digest: string | null
  readonly order_date: string
  /** The version of production that the order was planned against. */
  readonly production_version: number | null
  /** The options that it was given, as JSON; null: not known. */
  readonly request: string | null
  /** `running` until it has ended; `stopped` where a fault ended it; `cut_short` where its process was gone. */
  readonly verdict: string
  readonly started_at: string
  /** Empty until it has ended. */
  readonly finished_at: string
}

const columns = `id, environment, kind, actor, pull_request, base, head, merge_base, digest, order_date,
  production_version, request, verdict, started_at, finished_at`

/**
 * Keeps an order that begins, and shows others for as long as this process lives that it is at it. One that is carried out again under the same id takes the
 * place of its first attempt.
 */
export async function beginOrder(warehouse: Warehouse, order: OrderRecord): Promise<void> {
  await warehouse.hold(orderHold(order.id))
  try {
    await insertOrder(warehouse, order)
  } catch {
    await warehouse.ledger.rows('DELETE FROM galley.orders WHERE id = $1', [order.id])
    await insertOrder(warehouse, order)
  }
}

/**
 * The moment at which an order begins: now, or just after the newest order of its environment where this machine's clock
 * was set back, or is behind another's. Which order is the newest one decides what is promoted.
 */
export async function startAfter({ ledger }: Warehouse, environment: string, now: Date): Promise<Date> {
  const [row] = await ledger.rows<{ newest: string | null }>(
    'SELECT max(started_at) AS newest FROM galley.orders WHERE environment = $1',
    [environment],
  )
  const newest = Date.parse(row?.newest ?? '')
  return newest >= now.getTime() ? new Date(newest + 1) : now
}

/** Keeps how an order ended. */
export async function endOrder({ ledger }: Warehouse, order: OrderRecord, report: Report): Promise<void> {
  await ledger.rows('UPDATE galley.orders SET verdict = $2, finished_at = $3, report = $4 WHERE id = $1', [
    order.id,
    order.verdict,
    order.finished_at,
    packReport(report),
  ])
}

/** Keeps that a fault ended an order before there was a report. */
export async function stopOrder({ ledger }: Warehouse, id: string, at: Date): Promise<void> {
  const stopped = "UPDATE galley.orders SET verdict = 'stopped', finished_at = $2 WHERE id = $1 AND verdict = 'running'"
  await ledger.rows(stopped, [id, at.toISOString()])
}

async function insertOrder({ ledger }: Warehouse, order: OrderRecord): Promise<void> {
  await ledger.rows(
    `INSERT INTO galley.orders (${columns}, report)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, '')`,
    [
      order.id,
      order.environment,
      order.kind,
      order.actor,
      order.pull_request,
      order.base,
      order.head,
      order.merge_base,
      order.digest,
      order.order_date,
      order.production_version,
      order.request,
      order.verdict,
      order.started_at,
      order.finished_at,
    ],
  )
}

/** The orders of an environment (or of all), newest first. */
export async function readOrders({ ledger }: Warehouse, environment: string | null): Promise<OrderRecord[]> {
  return ledger.rows<OrderRecord & Record<string, string | number | null>>(
    `SELECT ${columns} FROM galley.orders WHERE $1::text IS NULL OR environment = $1 ORDER BY started_at DESC, id DESC`,
    [environment],
  )
}

/** Forgets the orders that ended before a moment, with what they printed; measurements and versions stay. */
export async function forgetOrders({ ledger }: Warehouse, before: string): Promise<void> {
  const old = "(SELECT id FROM galley.orders WHERE verdict <> 'running' AND started_at < $1)"
  await ledger.rows(`DELETE FROM galley.logs WHERE order_id IN ${old}`, [before])
  await ledger.rows("DELETE FROM galley.orders WHERE verdict <> 'running' AND started_at < $1", [before])
}

/** One order; null when there is none of that id. An id may be cut short as long as it means one order alone. */
export async function readOrder({ ledger }: Warehouse, id: string): Promise<OrderRecord | null> {
  const rows = await ledger.rows<OrderRecord & Record<string, string | number | null>>(
    `SELECT ${columns} FROM galley.orders WHERE id = $1 OR substr(id, 1, length($1)) = $1 ORDER BY id LIMIT 2`,
    [id],
  )
  return rows.find((order) => order.id === id) ?? (rows.length === 1 ? (rows[0] ?? null) : null)
}

/** What an order reported; null while it has not ended, or when it was cut short. */
export async function readReport({ ledger }: Warehouse, id: string): Promise<Report | null> {
  const [row] = await ledger.rows<{ report: string }>('SELECT report FROM galley.orders WHERE id = $1', [id])
  return row === undefined ? null : (unpackReport(row.report) as Report | null)
}

export interface Measurement {
  readonly node: NodeId
  readonly measure: string
  /** The measure's kind, which knows what its values can be. */
  readonly kind: string
  readonly build: string
  readonly value: number | null
  /** For rates: events of trials; else null. */
  readonly events: number | null
  readonly trials: number | null
}

export async function recordMeasurements(
  { ledger }: Warehouse,
  order: Pick<OrderRecord, 'id' | 'order_date'>,
  measurements: readonly Measurement[],
  published: boolean,
): Promise<void> {
  const rows = measurements.map(({ node, measure, build, value, events, trials }) => [
    order.id,
    build,
    node,
    measure,
    value,
    order.order_date,
    published,
    events,
    trials,
  ])
  // A job that is run again has measured already; what was published then stays.
  await insertRows(ledger, 'galley.measurements', rows, 'ON CONFLICT DO NOTHING')
}

/** The values that a build's measures had when it was measured, as `node.measure`. */
export async function readBuildMeasures(
  { ledger }: Warehouse,
  builds: readonly string[],
): Promise<Map<string, number | null>> {
  if (builds.length === 0) return new Map()
  const places = builds.map((_, index) => `$${index + 1}`).join(', ')
  const rows = await ledger.rows<{ series: string; value: number | null }>(
    `SELECT concat(node, '.', measure) AS series, max(value) AS value FROM galley.measurements
     WHERE build IN (${places}) GROUP BY node, measure`,
    builds,
  )
  return new Map(rows.map((row) => [row.series, row.value]))
}
