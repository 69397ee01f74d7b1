import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { sideOf } from '../../recipes-schema/fingerprint/side.ts'
import type { Kept } from '../../recipes-schema/kept/kept.ts'
import { keptParser } from '../../recipes-schema/kept/parser.ts'
import { keptTree } from '../../recipes-schema/kept/tree.ts'
import { planChange } from '../../recipes-schema/plan/plan.ts'
import { type Choice, noChoice } from '../../recipes-schema/recipe/choice.ts'
import { loadProject } from '../../recipes-schema/recipe/load.ts'
import type { Loaded } from '../../recipes-schema/recipe/types.ts'
import { parser, shop } from '../support/project.ts'
import { treeOf } from '../support/tree.ts'

const entries = new Map<string, Uint8Array>()
const kept: Kept = {
  get: (kind, key) => entries.get(`${kind} ${key}`) ?? null,
  later(kind, key) {
    const found = entries.get(`${kind} ${key}`)
    return found === undefined ? null : () => found
  },
  put: (kind, key, content) => void entries.set(`${kind} ${key}`, Buffer.from(content as string)),
}
beforeEach(() => entries.clear())

const load = (files: Record<string, string>, choice: Choice = noChoice): Promise<Loaded> =>
  loadProject(keptTree(treeOf(files), kept), keptParser(parser(), kept), choice)
const plain = (files: Record<string, string>, choice: Choice = noChoice): Promise<Loaded> =>
  loadProject(treeOf(files), parser(), choice)
const assembled = (): number => [...entries.keys()].filter((name) => name.startsWith('assembled ')).length

/** Two recipes that read each other's nodes, with what makes one depend on files, values and names elsewhere. */
const start: Record<string, string> = {
  ...shop(
    `variables: { least: { type: number, default: 1 } }
variations: { dear: { variables: { least: 9 } }, short: { without: [mart] } }
sources: { raw: { file: data/raw.csv } }
nodes:
  orders: { sql: sql/orders.sql, with: { least: "\${{ vars.least }}" }, tests: [{ not_null: id }, { sql: tests/none.sql }], measures: [row_count] }
  kinds: { sql: sql/kinds.sql, tags: [daily], was: [sorts], description: "Kinds" }
  mart: { uses: ./ingredients/top, with: { from: orders } }
`,
    { orders: 'select id, kind, amount from raw where amount > $least', kinds: 'select distinct kind from orders' },
  ),
  'recipes/shop/tests/none.sql': 'select * from orders where id < 0',
  'recipes/other/recipe.yaml': `recipe: other
nodes:
  days: { sql: days.sql, if: "env.DAYS == '1'", tests: [{ relationships: { column: kind, to: kinds.kind } }] }
  last: { sql: "select max(kind) as kind from days", strategy: { matrix: { part: [1, 2] } } }
`,
  'recipes/notes/recipe.yaml': `recipe: notes
nodes: { note: { run: "true", inputs: ["*.txt"], needs: [kinds] } }
`,
  'recipes/notes/a.txt': 'one',
  'recipes/other/days.sql': 'select kind, count(*) as n from orders group by kind',
  'ingredients/top/ingredient.yaml': `ingredient: top
version: 1
inputs: { from: { type: relation } }
outputs: { result: { node: result } }
nodes: { result: { sql: top.sql } }
`,
  'ingredients/top/top.sql': 'select * from "from" limit 3',
}

/** Edits of one file each; any of them may come after any other. */
const edits: readonly (readonly [path: string, from: string | RegExp, to: string])[] = [
  ['recipes/shop/sql/orders.sql', 'id, kind', 'id, lower(kind) as kind'],
  ['recipes/shop/sql/orders.sql', 'from raw', 'from nobody'],
  ['recipes/shop/sql/kinds.sql', 'distinct kind', 'distinct kind, 1 as one'],
  ['recipes/shop/tests/none.sql', '< 0', '< 1'],
  ['recipes/other/days.sql', 'from orders', 'from raw'],
  ['recipes/other/days.sql', 'count(*)', 'count(kind)'],
  ['recipes/other/recipe.yaml', 'last:', 'newest:'],
  ['recipes/other/recipe.yaml', 'days:', 'kinds:'],
  ['recipes/shop/recipe.yaml', 'default: 1', 'default: 2'],
  ['recipes/shop/recipe.yaml', 'kinds:', 'sorts:'],
  ['ingredients/top/top.sql', 'limit 3', 'limit 4'],
  ['ingredients/top/ingredient.yaml', 'version: 1', 'version: 2'],
  ['recipes/notes/a.txt', 'one', 'two'],
  ['galley.yaml', 'schema: analytics', 'schema: people'],
]
const choices: readonly Choice[] = [noChoice, { ...noChoice, variation: 'dear' }, { ...noChoice, variation: 'short' }]

const edited = (of: readonly number[]): Record<string, string> => {
  const files = { ...start }
  for (const index of of) {
    const [path, from, to] = edits[index] ?? ['', '', '']
    files[path] = (files[path] ?? '').replace(from, to)
  }
  return files
}

describe('recipes that were assembled before', () => {
  it('are kept, and those that did not change are found', async () => {
    const first = await load(start)
    expect(first.diagnostics).toEqual([])
    expect(assembled()).toBe(2)
    await load(edited([5]))
    expect(assembled()).toBe(3)
  })

  it('are what they would be if nothing were kept, whatever was read before, and plan the same', async () => {
    const states = fc.array(fc.tuple(fc.subarray([...edits.keys()], { maxLength: 3 }), fc.constantFrom(...choices)), {
      minLength: 2,
      maxLength: 5,
    })
    let plans = 0
    await fc.assert(
      fc.asyncProperty(states, async (states) => {
        entries.clear()
        const base = await plain(start)
        const side = base.ok ? sideOf(base.project) : null
        await load(start)
        for (const [of, choice] of states) {
          const [now, fresh] = [await load(edited(of), choice), await plain(edited(of), choice)]
          expect(now.diagnostics).toEqual(fresh.diagnostics)
          expect(now.ok).toBe(fresh.ok)
          if (!now.ok || !fresh.ok) continue
          const shas = { base: null, head: 'h', merge_base: null }
          expect(planChange({ base: side, head: now.project, shas })).toEqual(
            planChange({ base: side, head: fresh.project, shas }),
          )
          expect(JSON.parse(JSON.stringify(now.project.recipes))).toEqual(
            JSON.parse(JSON.stringify(fresh.project.recipes)),
          )
          expect(sideOf(now.project)).toEqual(sideOf(fresh.project))
          plans++
        }
      }),
      { numRuns: 40 },
    )
    expect(plans).toBeGreaterThan(20)
  })

  it('are put together again where what was kept is something else', async () => {
    const fresh = await plain(start)
    for (const rubbish of ['', '{}', 'null', '[]', '[["recipes/shop/recipe.yaml",[]]]', '{"recipe":{"name":"shop"}}']) {
      await load(start)
      for (const name of entries.keys()) if (/^(files|assembled) /.test(name)) entries.set(name, Buffer.from(rubbish))
      const again = await load(start)
      expect(again.ok && JSON.parse(JSON.stringify(again.project.recipes))).toEqual(
        fresh.ok && JSON.parse(JSON.stringify(fresh.project.recipes)),
      )
      entries.clear()
    }
  })
})
