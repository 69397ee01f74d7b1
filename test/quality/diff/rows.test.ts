import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareColumns } from '../../../action/quality/diff/columns.ts'
import { compareRows, sizesOf } from '../../../action/quality/diff/compare-rows.ts'
import { bruteDiff, type Cell, editedTables } from './brute.ts'
import { type Engine, enginesForFile, tableOf } from './engines.ts'

const keys: readonly (readonly string[])[] = [['id'], ['id', 'Part "2"'], ['note'], []]

describe.each(enginesForFile())('rows on $name', (engine: Engine) => {
  it('counts what a comparison row by row counts, whatever the key, the buckets and the tolerance', async () => {
    const opened = await engine.open()
    let n = 0
    await fc.assert(
      fc.asyncProperty(
        editedTables,
        fc.constantFrom(...keys),
        fc.constantFrom(null, 2, 64),
        fc.constantFrom(0, 1e-9),
        async ({ production, kitchen }, key, buckets, tolerance) => {
          const [p, k] = [await tableOf(opened, `p${++n}`, production), await tableOf(opened, `k${n}`, kitchen)]
          const { common } = compareColumns(opened.dialect, p.columns, k.columns)
          const isKey = (name: string): boolean => key.includes(name)
          const comparison = {
            dialect: opened.dialect,
            production: { relation: p.relation, where: null },
            kitchen: { relation: k.relation, where: null },
            key: common.filter(({ name }) => isKey(name)),
            values: common.filter(({ name }) => !isKey(name)),
            tolerance,
          }
          const values = comparison.values.map(({ name }) => name)
          const found = await compareRows(
            opened.session,
            comparison,
            await sizesOf(opened.session, comparison),
            buckets,
          )
          const counted = bruteDiff(production, kitchen, key, values, (column, before, after) =>
            column === 'amount' ? near(before, after, tolerance) : before === after,
          )
          const byName =
            found.changedValues && Object.fromEntries(values.map((name, at) => [name, found.changedValues?.[at]]))
          expect({ ...found, changedValues: byName }).toEqual(counted)
        },
      ),
      { numRuns: 60 },
    )
  })
})

/** As the documentation has it: within a part of the kitchen's value; exactly where numbers are huge or none. */
function near(before: Cell, after: Cell, tolerance: number): boolean {
  if (typeof before !== 'number' || typeof after !== 'number') return before === after
  if (before === after || (Number.isNaN(before) && Number.isNaN(after))) return true
  if (tolerance === 0 || !(Math.abs(after) < 1e300 && Math.abs(before) < 1e300)) return false
  const ends = [after * (1 - tolerance), after * (1 + tolerance)]
  return before >= Math.min(...ends) && before <= Math.max(...ends)
}
