import {
  type Comparison,
  differs,
  equalKeys,
  hasNoKey,
  pairHash,
  rowHash,
  rowsOf,
  type SideName,
  where,
} from './comparison.ts'

/**
 * How much of the two sides is read row by row. With buckets, both sides are first summed up by a hash of the key, and
 * only buckets whose sums differ are read: equal rows are recognised without being joined.
 */
export interface Scope {
  /** How many buckets; null: everything is joined. */
  readonly buckets: number | null
  /** True when keys that repeat, and rows without a key, are left to `wholeRowsSql`. */
  readonly apart: boolean
}

/** One row: how many rows one side has (`size`), and how many of them have no key (`keyless`). */
export function sizeSql(comparison: Comparison, side: SideName): string {
  const keyless = comparison.key.length === 0 ? '0' : `count(*) FILTER (WHERE ${hasNoKey(comparison, 'r')})`
  return `SELECT count(*) AS size, ${keyless} AS keyless FROM (${rowsOf(comparison, side)}) AS r`
}

/** One row: of one key in `every`, chosen alike on both sides, how many there are (`keys`) and how many differ. */
export function estimateSql(comparison: Comparison, every: number): string {
  const chosen = (side: SideName): string => rowsOf(comparison, side, `${pairHash(comparison, side)} % ${every} = 0`)
  return `SELECT count(*) AS keys, count(*) FILTER (WHERE in_p IS NULL OR in_k IS NULL OR ${anyFlag(comparison)}) AS differing
    FROM (${pairs(comparison, `(${chosen('production')})`, `(${chosen('kitchen')})`)}) AS pairs`
}

/**
 * One row over the rows paired by key: `paired`, `changed`, `d0`, `d1` ... (paired rows in which that value differs),
 * `only_p`, `only_k`, and the rows that were read: `rows_p`, `rows_k` (null: all).
 */
export function pairedRowsSql(comparison: Comparison, scope: Scope): string {
  const { values } = comparison
  const both = 'in_p IS NOT NULL AND in_k IS NOT NULL'
  const filtered = (condition: string, name: string): string => `count(*) FILTER (WHERE ${condition}) AS ${name}`
  const counts = [
    filtered(both, 'paired'),
    filtered(`${both} AND (${anyFlag(comparison)})`, 'changed'),
    ...values.map((_, index) => filtered(`${both} AND d${index}`, `d${index}`)),
    filtered('in_k IS NULL', 'only_p'),
    filtered('in_p IS NULL', 'only_k'),
    scope.buckets === null
      ? 'NULL AS rows_p, NULL AS rows_k'
      : '(SELECT sum(rows_p) FROM differing) AS rows_p, (SELECT sum(rows_k) FROM differing) AS rows_k',
  ]
  const [p, k] = scope.apart ? [simple(comparison, 'p'), simple(comparison, 'k')] : ['p', 'k']
  return `${tables(comparison, scope)} SELECT ${counts.join(', ')} FROM (${pairs(comparison, p, k)}) AS pairs`
}

/**
 * One row over whole rows, however often each occurs: `added` and `removed`. With `apart`, of the rows that no key pairs
 * alone; then `repeated` is how many keys are among the rows that differ.
 */
export function wholeRowsSql(comparison: Comparison, scope: Scope): string {
  const { key, values } = comparison
  const names = [...key.map((_, index) => `k${index}`), ...values.map((_, index) => `c${index}`)].join(', ')
  const odd = (alias: 'p' | 'k'): string =>
    scope.apart ? ` WHERE ${hasNoKey(comparison, alias)} OR EXISTS (${repeats(comparison, alias)})` : ''
  const signed = `SELECT ${names}, -1 AS n FROM p${odd('p')} UNION ALL SELECT ${names}, 1 AS n FROM k${odd('k')}`
  const keys = key.map((_, index) => `k${index}`)
  const present = keys.map((name) => `${name} IS NOT NULL`).join(' AND ')
  const repeated = scope.apart ? `count(DISTINCT (${keys.join(', ')})) FILTER (WHERE ${present})` : '0'
  return `${tables(comparison, scope)}
    SELECT coalesce(sum(CASE WHEN n > 0 THEN n ELSE 0 END), 0) AS added,
      coalesce(sum(CASE WHEN n < 0 THEN -n ELSE 0 END), 0) AS removed, ${repeated} AS repeated
    FROM (SELECT ${names}, sum(n) AS n FROM (${signed}) AS signed GROUP BY ${names} HAVING sum(n) <> 0) AS rest`
}

/** The WITH clause: `p` and `k` are the rows of the two sides that have to be looked at. */
function tables(comparison: Comparison, { buckets, apart }: Scope): string {
  const bucket = (side: SideName): string => `${pairHash(comparison, side)} % ${buckets}`
  const inDiffering = (side: SideName): string | null =>
    buckets === null ? null : `${bucket(side)} IN (SELECT bucket FROM differing)`
  const parts = [
    `p AS (${rowsOf(comparison, 'production', inDiffering('production'))})`,
    `k AS (${rowsOf(comparison, 'kitchen', inDiffering('kitchen'))})`,
  ]
  if (buckets !== null) parts.unshift(`differing ${comparison.dialect.once} (${differingBuckets(comparison, bucket)})`)
  if (apart) {
    const keys = comparison.key.map((_, index) => `k${index}`).join(', ')
    // Repeats that the other side does not know at all are added or removed like any other rows.
    const repeated = (from: string, other: string): string =>
      `SELECT ${keys} FROM ${from} WHERE EXISTS (SELECT 1 FROM ${other} AS o WHERE ${equalKeys(comparison, 'o', from)})
       GROUP BY ${keys} HAVING count(*) > 1`
    parts.push(`repeated ${comparison.dialect.once} (${repeated('p', 'k')} UNION ${repeated('k', 'p')})`)
  }
  return `WITH ${parts.join(', ')}`
}

/** Sums, not exclusive ors: a row that stands twice must not cancel itself out. */
function differingBuckets(comparison: Comparison, bucket: (side: SideName) => string): string {
  const summed = (side: SideName, sign: string, n: number): string =>
    `SELECT ${bucket(side)} AS bucket, ${sign}${rowHash(comparison, side)} AS h, ${n} AS n
     FROM ${comparison[side].relation}${where([comparison[side].where])}`
  return `SELECT bucket, count(*) FILTER (WHERE n < 0) AS rows_p, count(*) FILTER (WHERE n > 0) AS rows_k
    FROM (${summed('production', '-', -1)} UNION ALL ${summed('kitchen', '', 1)}) AS summed
    GROUP BY bucket HAVING ${comparison.dialect.sum('h')} <> 0 OR sum(n) <> 0`
}

/** Rows paired by key, with a flag for each value that differs. */
function pairs(comparison: Comparison, p: string, k: string): string {
  const flags = comparison.values.map((_, index) => `${differs(comparison, index)} AS d${index}`)
  const list = ['p.here AS in_p', 'k.here AS in_k', ...flags]
  return `SELECT ${list.join(', ')} FROM (SELECT *, 1 AS here FROM ${p} AS p) AS p
    FULL JOIN (SELECT *, 1 AS here FROM ${k} AS k) AS k ON ${equalKeys(comparison, 'p', 'k')}`
}

/** The rows of one side that a key can pair: they have one, and it does not repeat. */
function simple(comparison: Comparison, alias: 'p' | 'k'): string {
  return `(SELECT * FROM ${alias} WHERE NOT (${hasNoKey(comparison, alias)}) AND NOT EXISTS (${repeats(comparison, alias)}))`
}

function repeats(comparison: Comparison, alias: string): string {
  return `SELECT 1 FROM repeated AS r WHERE ${equalKeys(comparison, 'r', alias)}`
}

function anyFlag({ values }: Comparison): string {
  return values.length === 0 ? 'FALSE' : values.map((_, index) => `d${index}`).join(' OR ')
}
