import fc from 'fast-check'

/** A table in memory: every row has the same columns. */
export type Cell = number | string | boolean | null
export type MemoryRow = Readonly<Record<string, Cell>>

export interface Counted {
  readonly added: number
  readonly removed: number
  readonly changed: number
  readonly changedValues: Readonly<Record<string, number>> | null
  readonly repeatedKeys: number
}

/** The differences of two small tables, counted one row after another: what the SQL has to come to as well. */
export function bruteDiff(
  production: readonly MemoryRow[],
  kitchen: readonly MemoryRow[],
  key: readonly string[],
  values: readonly string[],
  equal: (column: string, before: Cell, after: Cell) => boolean,
): Counted {
  const single = production.length === 1 && kitchen.length === 1
  if (key.length === 0 && !single)
    return { ...wholeRows(production, kitchen), changed: 0, changedValues: null, repeatedKeys: 0 }
  const keyOf = (row: MemoryRow): string => JSON.stringify(key.map((name) => canonical(row[name] ?? null)))
  const hasKey = (row: MemoryRow): boolean => key.every((name) => row[name] !== null)
  const counts = [production, kitchen].map((rows) => countBy(rows.filter(hasKey).map(keyOf)))
  const simple = (row: MemoryRow): boolean => hasKey(row) && counts.every((count) => (count.get(keyOf(row)) ?? 0) <= 1)
  const before = new Map(production.filter(simple).map((row) => [keyOf(row), row]))
  const after = new Map(kitchen.filter(simple).map((row) => [keyOf(row), row]))
  const changedValues = Object.fromEntries(values.map((name) => [name, 0]))
  let changed = 0
  for (const [id, row] of after) {
    const old = before.get(id)
    if (old === undefined) continue
    const different = values.filter((name) => !equal(name, old[name] ?? null, row[name] ?? null))
    for (const name of different) changedValues[name] = (changedValues[name] ?? 0) + 1
    if (different.length > 0) changed++
  }
  const odd = [production, kitchen].map((rows) => rows.filter((row) => !simple(row)))
  const whole = wholeRows(odd[0] ?? [], odd[1] ?? [])
  return {
    added: [...after.keys()].filter((id) => !before.has(id)).length + whole.added,
    removed: [...before.keys()].filter((id) => !after.has(id)).length + whole.removed,
    changed,
    changedValues,
    repeatedKeys: repeatedAmong(odd, hasKey, keyOf),
  }
}

/** Keys that both sides have, that repeat, and whose rows differ. */
function repeatedAmong(
  [production = [], kitchen = []]: readonly MemoryRow[][],
  hasKey: (row: MemoryRow) => boolean,
  keyOf: (row: MemoryRow) => string,
): number {
  const after = new Set(kitchen.filter(hasKey).map(keyOf))
  const keys = new Set(
    production
      .filter(hasKey)
      .map(keyOf)
      .filter((id) => after.has(id)),
  )
  return [...keys].filter((id) => {
    const of = (rows: readonly MemoryRow[]): MemoryRow[] => rows.filter((row) => hasKey(row) && keyOf(row) === id)
    const { added, removed } = wholeRows(of(production), of(kitchen))
    return added + removed > 0
  }).length
}

function wholeRows(
  production: readonly MemoryRow[],
  kitchen: readonly MemoryRow[],
): { added: number; removed: number } {
  const text = (row: MemoryRow): string =>
    JSON.stringify(Object.entries(row).map(([name, cell]) => [name, canonical(cell)]))
  const [before, after] = [countBy(production.map(text)), countBy(kitchen.map(text))]
  let [added, removed] = [0, 0]
  for (const row of new Set([...before.keys(), ...after.keys()])) {
    const more = (after.get(row) ?? 0) - (before.get(row) ?? 0)
    if (more > 0) added += more
    else removed -= more
  }
  return { added, removed }
}

/** Engines have one zero and one NaN. */
function canonical(cell: Cell): Cell {
  return typeof cell === 'number' && !Number.isFinite(cell) ? String(cell) : cell === 0 ? 0 : cell
}

function countBy(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  return counts
}

const text = fc.constantFrom('', 'late', 'früh', "o'clock", 'a"b', '空', 'NULL')
const float = fc.oneof(
  fc.constantFrom(
    0,
    -0,
    0.1,
    0.30000000000000004,
    1e-300,
    -1.7976931348623157e308,
    Number.NaN,
    Number.POSITIVE_INFINITY,
  ),
  fc.double({ noNaN: false }),
)

/** One row of the columns `id`, `Part "2"`, `größe`, `amount`, `note`, `ok`; few keys, so that edits meet. */
export const memoryRow: fc.Arbitrary<MemoryRow> = fc.record({
  id: fc.option(fc.integer({ min: 1, max: 12 }), { freq: 8 }),
  'Part "2"': fc.option(fc.constantFrom('a', 'b'), { freq: 12 }),
  größe: fc.option(fc.integer({ min: -3, max: 3 })),
  amount: fc.option(float),
  note: fc.option(text),
  ok: fc.option(fc.boolean()),
})

/** A table and an edited one: rows taken away, added, repeated and changed in some columns. */
export const editedTables = fc
  .array(memoryRow, { maxLength: 25 })
  .chain((production) =>
    fc.tuple(
      fc.constant(production),
      fc.array(fc.constantFrom('keep', 'keep', 'keep', 'drop', 'repeat', 'change'), {
        minLength: production.length,
        maxLength: production.length,
      }),
      fc.array(memoryRow, { minLength: production.length, maxLength: production.length }),
      fc.array(memoryRow, { maxLength: 4 }),
    ),
  )
  .map(([production, edits, others, more]) => {
    const kitchen = production.flatMap((row, index) => {
      const other = others[index] ?? row
      const changed = { ...row, größe: other.größe ?? null, amount: other.amount ?? null }
      return { keep: [row], drop: [], repeat: [row, row], change: [changed] }[edits[index] ?? 'keep'] ?? [row]
    })
    return { production, kitchen: [...kitchen, ...more].reverse() }
  })
