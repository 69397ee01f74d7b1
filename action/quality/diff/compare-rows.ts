import type { Session } from '../../warehouses/warehouse.ts'
import type { Comparison, SideName } from './comparison.ts'
import { estimateSql, pairedRowsSql, type Scope, sizeSql, wholeRowsSql } from './rows-sql.ts'

export interface ComparedRows {
  readonly added: number
  readonly removed: number
  readonly changed: number
  /** In how many paired rows each of the comparison's values differs; null when rows were not paired. */
  readonly changedValues: readonly number[] | null
  /** Keys of both sides that stand more than once and whose rows differ: they were compared as whole rows. */
  readonly repeatedKeys: number
}

export interface Size {
  readonly rows: number
  /** Of these, the rows with a NULL in the key. */
  readonly withoutKey: number
}

export interface Sizes {
  readonly production: Size
  readonly kitchen: Size
}

export async function sizesOf(session: Session, comparison: Comparison): Promise<Sizes> {
  const size = async (side: SideName): Promise<Size> => {
    const row = await oneRow(session, sizeSql(comparison, side))
    return { rows: row('size'), withoutKey: row('keyless') }
  }
  return { production: await size('production'), kitchen: await size('kitchen') }
}

/** Below this many rows a join costs less than thinking about it. */
const small = 200_000

/** Where more than this part of the keys differs, most buckets would, and a plain join is the shorter way. */
const mostDiffering = 0.002

/** Buckets that fit the processor's cache are summed up several times as fast as ten times as many. */
const [fewestBuckets, mostBuckets] = [2 ** 14, 2 ** 16]

/**
 * How many buckets to sum the rows up in, so that few equal rows share one with a row that differs. Null when a join of
 * everything is faster.
 */
export async function chooseBuckets(session: Session, comparison: Comparison, sizes: Sizes): Promise<number | null> {
  const most = Math.max(sizes.production.rows, sizes.kitchen.rows)
  if (most < small) return null
  if (comparison.key.length > 0) {
    const row = await oneRow(session, estimateSql(comparison, Math.ceil(most / 5_000)))
    if (row('differing') > mostDiffering * row('keys')) return null
  }
  return most > 5_000_000 ? mostBuckets : fewestBuckets
}

/** Counts what differs in the rows: exactly, with any number of buckets or none (null). */
export async function compareRows(
  session: Session,
  comparison: Comparison,
  sizes: Sizes,
  buckets: number | null,
): Promise<ComparedRows> {
  if (comparison.key.length === 0 && isSingle(sizes)) return countsOf(await pairRows(session, comparison, everything))
  if (comparison.key.length === 0) {
    const row = await oneRow(session, wholeRowsSql(comparison, { buckets, apart: false }))
    return { added: row('added'), removed: row('removed'), changed: 0, changedValues: null, repeatedKeys: 0 }
  }
  const all = await pairRows(session, comparison, { buckets, apart: false })
  const read = all.read ?? { production: sizes.production.rows, kitchen: sizes.kitchen.rows }
  // A key that stands more than once pairs more rows than there are; rows without a key are never paired.
  const repeats = all.paired + all.removed !== read.production || all.paired + all.added !== read.kitchen
  const keyless = sizes.production.withoutKey > 0 && sizes.kitchen.withoutKey > 0
  if (!repeats && !keyless) return countsOf(all)
  const scope: Scope = { buckets, apart: true }
  const simple = await pairRows(session, comparison, scope)
  const whole = await oneRow(session, wholeRowsSql(comparison, scope))
  return {
    ...countsOf(simple),
    added: simple.added + whole('added'),
    removed: simple.removed + whole('removed'),
    repeatedKeys: whole('repeated'),
  }
}

function countsOf({ added, removed, changed, changedValues }: Paired): ComparedRows {
  return { added, removed, changed, changedValues, repeatedKeys: 0 }
}

/** One row on each side: they are the pair, whatever it is that they are of. */
export function isSingle({ production, kitchen }: Sizes): boolean {
  return production.rows === 1 && kitchen.rows === 1
}

const everything: Scope = { buckets: null, apart: false }

interface Paired {
  readonly paired: number
  readonly added: number
  readonly removed: number
  readonly changed: number
  readonly changedValues: readonly number[]
  /** How many rows were read; null: all. */
  readonly read: { readonly production: number; readonly kitchen: number } | null
}

async function pairRows(session: Session, comparison: Comparison, scope: Scope): Promise<Paired> {
  const row = await oneRow(session, pairedRowsSql(comparison, scope))
  return {
    paired: row('paired'),
    added: row('only_k'),
    removed: row('only_p'),
    changed: row('changed'),
    changedValues: comparison.values.map((_, index) => row(`d${index}`)),
    read: scope.buckets === null ? null : { production: row('rows_p'), kitchen: row('rows_k') },
  }
}

/** A query's one row; its numbers may come as texts, and sums over nothing as NULL. */
async function oneRow(session: Session, sql: string): Promise<(name: string) => number> {
  const [row] = await session.rows(sql)
  if (row === undefined) throw new Error('a query for one row answered none')
  return (name) => {
    const value = Number(row[name] ?? 0)
    if (!Number.isFinite(value)) throw new Error(`${name} is ${String(row[name])}, not a number`)
    return value
  }
}
