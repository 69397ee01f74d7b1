import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { project, shop } from '../support/project.ts'
import { shopWarehouse } from '../support/shop-warehouse.ts'

const recipe = (sandbox: string, filter: string): string => `sources:
  raw: { file: "\${{ env.DATA }}/seen.csv", sandbox: { ${sandbox} } }
nodes:
  a:
    sql: "select id, day, note from raw where id > ${filter}"
    tests: [unique: id, row_count: { min: 150 }, row_count: { min: 1 }]
    measures: [row_count, null_rate: note, distinct_count: note]
  b: { sql: select count(*) as n from a, measures: [{ name: rows, value: max(n) }] }
`

describe.each([
  ['a sample', 'sample: 20%, key: id'],
  ['a window', 'window: { by: day, last: 10d }'],
])('a kitchen on %s', (_, sandbox) => {
  it('judges no volume, leaves out what needs all rows, and says both', async () => {
    const one = await shopWarehouse()
    const env = { ...process.env, DATA: one.folder }
    const days = (id: number): string => new Date(Date.UTC(2026, 0, 1 + (id % 60))).toISOString().slice(0, 10)
    const rows = Array.from({ length: 200 }, (_, id) => `${id + 1},${days(id)},${id % 4 === 0 ? '' : 'x'}`)
    await writeFile(join(one.folder, 'seen.csv'), `id,day,note\n${rows.join('\n')}\n`)
    const base = await project(shop(recipe(sandbox, '0')))
    const produced = await one.produce(base, { env })
    expect(produced.tests.map(({ state }) => state)).toEqual(['passed', 'passed', 'passed'])
    expect(produced.measures.map(({ comparable }) => comparable)).toEqual([true, true, true, true])

    const cooked = await one.cook(base, await project(shop(recipe(sandbox, '-1'))), { env })
    expect(cooked.verdict).toBe('pass')
    const compared = cooked.measures.map(({ measure, comparable }) => [measure, comparable])
    expect(Object.fromEntries(compared)).toMatchObject({
      row_count: false,
      null_rate_note: true,
      distinct_count_note: false,
    })
    expect(cooked.measures.find(({ measure }) => measure === 'row_count')?.value).toBeLessThan(100)
    expect(cooked.tests.map(({ state }) => state)).toEqual(['passed', 'skipped', 'passed'])
    expect(cooked.tests[1]?.message).toMatch(/^Not tested: this kitchen sees a (sample|window) of the data/)
    expect(cooked.reasons.map(({ code }) => code)).toEqual(['all_passed', 'not_comparable'])
    expect(cooked.reasons[0]?.message).toContain('2 tests passed, 1 left out')
  })
})
