/** A row's values as texts, in the order of the columns; null is NULL. */
export type Texts = readonly (string | null)[]

export interface RowDiff {
  readonly columns: readonly string[]
  /** Rows that are there with other values; `differing` are the columns. */
  readonly changed: readonly {
    readonly expected: Texts
    readonly found: Texts
    readonly differing: readonly string[]
  }[]
  readonly missing: readonly Texts[]
  readonly unexpected: readonly Texts[]
  /** How many rows are as expected. */
  readonly same: number
}

export interface Comparing {
  readonly columns: readonly string[]
  /** Whether the column holds numbers that may differ by the tolerance. */
  readonly numeric: readonly boolean[]
  /** An amount; null: numbers differ from one part in 10^9 on. */
  readonly tolerance: number | null
  readonly ordered: boolean
  /** Columns that tell which row is which. */
  readonly key: readonly string[]
}

/** What differs between the expected and the found rows; equal rows are paired first, each once. */
export function diffRows(expected: readonly Texts[], found: readonly Texts[], comparing: Comparing): RowDiff {
  const { columns, ordered } = comparing
  const pairs = ordered ? byPlace(expected, found) : byContent(expected, found, comparing)
  const changed: RowDiff['changed'][number][] = []
  const [missing, unexpected]: [Texts[], Texts[]] = [[], []]
  let same = 0
  for (const [wanted, got] of pairs) {
    if (wanted === null) unexpected.push(got ?? [])
    else if (got === null) missing.push(wanted)
    else {
      const differing = columns.filter((_, index) => !equalCell(wanted, got, index, comparing))
      if (differing.length === 0) same++
      else changed.push({ expected: wanted, found: got, differing })
    }
  }
  return { columns, changed, missing, unexpected, same }
}

export function isSame({ changed, missing, unexpected }: RowDiff): boolean {
  return changed.length + missing.length + unexpected.length === 0
}

type Pair = readonly [expected: Texts | null, found: Texts | null]

function byPlace(expected: readonly Texts[], found: readonly Texts[]): Pair[] {
  const length = Math.max(expected.length, found.length)
  return Array.from({ length }, (_, index) => [expected[index] ?? null, found[index] ?? null] as const)
}

function byContent(expected: readonly Texts[], found: readonly Texts[], comparing: Comparing): Pair[] {
  const left = new Set(found)
  const pairs: Pair[] = []
  const take = (wanted: Texts, other: Texts): void => {
    left.delete(other)
    pairs.push([wanted, other])
  }
  const unequal = expected.filter((wanted) => {
    const equal = first(left, (other) =>
      comparing.columns.every((_, index) => equalCell(wanted, other, index, comparing)),
    )
    if (equal !== undefined) take(wanted, equal)
    return equal === undefined
  })
  const keys = comparing.key.map((column) => comparing.columns.indexOf(column))
  const hasKey = keys.length > 0 && keys.every((index) => index >= 0)
  for (const wanted of unequal) {
    const other = hasKey
      ? first(left, (one) => keys.every((index) => equalCell(wanted, one, index, comparing)))
      : nearest(wanted, left, comparing)
    if (other === undefined) pairs.push([wanted, null])
    else take(wanted, other)
  }
  return [...pairs, ...[...left].map((one) => [null, one] as const)]
}

/** The row with the most equal cells, if at least half of them are: it is the same row with other values. */
function nearest(wanted: Texts, among: ReadonlySet<Texts>, comparing: Comparing): Texts | undefined {
  let best: { row: Texts; equal: number } | undefined
  for (const row of among) {
    const equal = wanted.filter((_, index) => equalCell(wanted, row, index, comparing)).length
    if (equal * 2 >= wanted.length && equal > (best?.equal ?? 0)) best = { row, equal }
  }
  return best?.row
}

function equalCell(a: Texts, b: Texts, index: number, { numeric, tolerance }: Comparing): boolean {
  const [left, right] = [a[index] ?? null, b[index] ?? null]
  if (left === right) return true
  if (left === null || right === null || numeric[index] !== true) return false
  const [x, y] = [Number(left), Number(right)]
  return Math.abs(x - y) <= (tolerance ?? Math.max(Math.abs(x), Math.abs(y)) * 1e-9)
}

function first<T>(among: ReadonlySet<T>, is: (one: T) => boolean): T | undefined {
  for (const one of among) if (is(one)) return one
  return undefined
}
