import type { Materialized } from '../../recipes-schema/recipe/values.ts'
import { quoteName } from '../../recipes-schema/sql/rewrite.ts'
import {
  floorTo,
  type Interval,
  insideSql,
  intervalsText,
  intervalWords,
  merged,
  missing,
  nextOf,
  readIntervals,
} from './intervals.ts'
import type { Made, NodeContext } from './node.ts'
import type { Written } from './sql.ts'

type Incremental = Extract<Materialized, { readonly type: 'incremental' }>

/**
 * Makes an incremental table: the earlier build's rows outside of the intervals that are missing, late or asked for, and
 * the query's rows inside of them. The query itself is cut by its column of time, so what comes out is what the whole
 * query would give there. The earlier build stays as it is.
 */
export async function makeIncremental(
  { by, grain, late }: Incremental,
  { query, parameters }: Written,
  { warehouse, session, target, from, partial, backfill, note }: NodeContext,
): Promise<Made> {
  const column = quoteName(by)
  const [bounds] = await session.rows<{ first: string | null; last: string | null }>(
    `SELECT CAST(CAST(min(${column}) AS timestamp) AS varchar) AS first, CAST(CAST(max(${column}) AS timestamp) AS varchar) AS last FROM (${query}\n) AS made`,
    parameters,
  )
  const covered = from === null ? [] : readIntervals(from.outputs.intervals)
  const [first, last] = [timeOf(bounds?.first), timeOf(bounds?.last)]
  const todo =
    first === null || last === null ? [] : intervalsToMake({ first, last, grain, late, covered, partial, backfill })
  note(todo.length === 0 ? 'No interval is missing.' : `Makes ${todo.map(intervalWords).join(', ')}.`)

  // A row without a time is in no interval: such rows are made anew each time.
  const inside = [...todo.map((one) => insideSql(column, one)), `${column} IS NULL`].join(' OR ')
  const list =
    from === null ? '*' : (await warehouse.columns(from.relation ?? '')).map(({ name }) => quoteName(name)).join(', ')
  const kept = from === null ? '' : `\nUNION ALL SELECT ${list} FROM ${from.relation} AS kept WHERE NOT (${inside})`
  const text = `SELECT ${list} FROM (${query}\n) AS made WHERE ${inside}${kept}`
  await warehouse.make(session, { target, as: 'table', query: text, parameters })
  const intervals = intervalsText([...covered, ...todo])
  const outputs = { intervals, ...(partial ? { partial: 'true' } : {}) }
  return { relation: target, is_view: false, outputs, ...(from === null ? {} : { fresh: inside }) }
}

interface Todo {
  /** The oldest and the newest moment that the query knows. */
  readonly first: number
  readonly last: number
  readonly grain: Incremental['grain']
  readonly late: Incremental['late']
  readonly covered: readonly Interval[]
  /** A kitchen makes the newest intervals alone. */
  readonly partial: boolean
  readonly backfill: Interval | null
}

/** The intervals to make: those missing between the oldest and the newest row, those still late, those asked for. */
export function intervalsToMake({ first, last, grain, late, covered, partial, backfill }: Todo): Interval[] {
  const whole = { begin: floorTo(grain, first), end: nextOf(grain, last) }
  const again = (late ?? 0) * 1000
  const asked =
    backfill === null ? [] : [{ begin: floorTo(grain, backfill.begin), end: nextOf(grain, backfill.end - 1) }]
  if (partial) return merged([{ begin: floorTo(grain, last - again), end: whole.end }, ...asked])
  const newest = Math.max(...covered.map(({ end }) => end))
  const lately =
    late === null || covered.length === 0 ? [] : [{ begin: floorTo(grain, newest - again), end: whole.end }]
  return merged([...missing(whole, covered), ...lately, ...asked])
}

/** A timestamp without zone as an engine writes it. */
function timeOf(text: string | null | undefined): number | null {
  if (text === null || text === undefined) return null
  const at = Date.parse(`${text.replace(' ', 'T')}Z`)
  if (!Number.isFinite(at)) throw new Error(`${text} is not a time`)
  return at
}
