import { beforeEach, describe, expect, it } from 'vitest'
import { sideOf } from '../../recipes-schema/fingerprint/side.ts'
import type { Kept } from '../../recipes-schema/kept/kept.ts'
import { keptParser } from '../../recipes-schema/kept/parser.ts'
import { getSide, putSide } from '../../recipes-schema/kept/side.ts'
import { keptTree } from '../../recipes-schema/kept/tree.ts'
import { planChange } from '../../recipes-schema/plan/plan.ts'
import { loadProject } from '../../recipes-schema/recipe/load.ts'
import type { Loaded } from '../../recipes-schema/recipe/types.ts'
import type { SqlParser } from '../../recipes-schema/sql/parser.ts'
import { parser, project, shop } from '../support/project.ts'
import { flightsFiles, treeOf } from '../support/tree.ts'

class Memory implements Kept {
  readonly entries = new Map<string, Uint8Array>()
  get(kind: string, key: string): Uint8Array | null {
    return this.entries.get(`${kind} ${key}`) ?? null
  }
  later(kind: string, key: string): (() => Uint8Array) | null {
    const found = this.get(kind, key)
    return found === null ? null : () => found
  }
  put(kind: string, key: string, content: Uint8Array | string): void {
    this.entries.set(`${kind} ${key}`, typeof content === 'string' ? Buffer.from(content) : content)
  }
}

let kept: Memory
let asked: string[]
beforeEach(() => {
  kept = new Memory()
  asked = []
})

/** Loads files with the cache, and notes which texts and files were really read. */
async function load(files: Record<string, string>): Promise<Loaded> {
  const engine = await parser()
  const noting: SqlParser = {
    parse(text, dialect) {
      asked.push('sql')
      return engine.parse(text, dialect)
    },
  }
  const tree = treeOf(files)
  const read = (path: string): Promise<Uint8Array> => {
    asked.push(path)
    return tree.read(path)
  }
  return loadProject(keptTree({ ...tree, read }, kept), keptParser(noting, kept))
}

const broken = (files: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(files).map(([path, text]) => [
      path,
      path.endsWith('recipe.yaml')
        ? text.replace('not_null: ', 'relationships: { column: origin, to: nowhere.id }, x: ')
        : text,
    ]),
  )

describe('a project that was read before', () => {
  it('is the same, and nothing of it is read again', async () => {
    const files = flightsFiles()
    const first = await load(files)
    const plain = await loadProject(treeOf(files), await parser())
    expect(asked.length).toBeGreaterThan(0)
    asked = []
    const second = await load(files)
    expect(asked).toEqual([])
    for (const loaded of [first, second]) {
      expect(loaded.ok && JSON.stringify(loaded.project.recipes)).toEqual(
        plain.ok && JSON.stringify(plain.project.recipes),
      )
      expect(loaded.diagnostics).toEqual(plain.diagnostics)
    }
    if (!second.ok || !plain.ok) throw new Error('it does not read')
    expect(sideOf(second.project)).toEqual(sideOf(plain.project))
  })

  it('is read again where it changed, and only there', async () => {
    const recipe = 'nodes: { a: { sql: a.sql }, b: { sql: b.sql } }\n'
    const files = { ...shop(recipe), 'recipes/shop/a.sql': 'select 1 as x', 'recipes/shop/b.sql': 'select 2 as y' }
    await load(files)
    asked = []
    await load({ ...files, 'recipes/shop/b.sql': 'select 3 as y' })
    expect(asked).toEqual(['recipes/shop/b.sql', 'sql'])
  })

  it('has its faults at the same places as one that is read for the first time', async () => {
    const recipe = `nodes:
  a:
    sql: |
      -- a comment
      select id
      from nobody
  b: { sql: "select 1 as x", with: { y: "\${{ vars.nothing }}" }, needs: [c] }
  c:
    sql: >-
      select 2
      as z from "no one"
`
    const files = shop(recipe)
    const first = await load(files)
    asked = []
    const second = await load(files)
    expect(asked).toEqual([])
    expect(first.ok).toBe(false)
    expect(first.diagnostics.length).toBeGreaterThan(3)
    expect(second.diagnostics).toEqual(first.diagnostics)
    expect((await loadProject(treeOf(files), await parser())).diagnostics).toEqual(first.diagnostics)
  })

  it('what has faults in its shape is read again', async () => {
    const files = broken(flightsFiles())
    const first = await load(files)
    expect(first.ok).toBe(false)
    expect((await load(files)).diagnostics).toEqual(first.diagnostics)
  })

  it('with aliases is read again: written out it may be huge', async () => {
    const files = shop(
      'nodes: { a: { sql: "select 1 as x", tests: &t [{ not_null: x }] }, b: { sql: "select 1 as x", tests: *t } }\n',
    )
    const first = await load(files)
    expect(first.ok).toBe(true)
    expect([...kept.entries.keys()].filter((name) => /^(recipe|assembled|late) /.test(name))).toEqual([])
    expect((await load(files)).diagnostics).toEqual(first.diagnostics)
  })

  it('is read again where what was kept is something else', async () => {
    const files = flightsFiles()
    const first = await load(files)
    for (const rubbish of [
      '',
      '{}',
      'null',
      '{"spots":[0,1,null,null]}\nx',
      '[[]]',
      '{"dialect":"duckdb","reads":[1]}\n{}',
    ]) {
      for (const name of kept.entries.keys()) if (!name.startsWith('blob')) kept.entries.set(name, Buffer.from(rubbish))
      const again = await load(files)
      expect(again.ok && JSON.stringify(again.project.recipes)).toEqual(
        first.ok && JSON.stringify(first.project.recipes),
      )
    }
  })

  it('a file whose content is not what its id says is not kept under it', async () => {
    const tree = treeOf({ 'a.sql': 'select 1\n' })
    const other = keptTree({ entries: tree.entries, read: async () => Buffer.from('select 1\r\n') }, kept)
    await other.read('a.sql')
    expect(kept.entries.size).toBe(0)
    await keptTree(tree, kept).read('a.sql')
    expect(kept.entries.size).toBe(1)
  })
})

describe('the other side of a plan', () => {
  const recipe = `variables: { least: { type: number, default: 0.5 } }
sources: { raw: { file: raw.csv } }
nodes:
  a: { sql: "select id, kind from raw where id > $least", with: { least: "\${{ vars.least }}" }, tests: [{ not_null: id }] }
  b: { sql: "select kind from a", if: "vars.least > 0" }
  c: { run: "true", inputs: [recipe.yaml], needs: [b] }
`
  it('plans as it did when it was read', async () => {
    const [base, head] = [
      await project(shop(recipe)),
      await project(shop(recipe.replace('id, kind', 'id, lower(kind) as kind'))),
    ]
    putSide(kept, 'tree', sideOf(base))
    const side = getSide(kept, 'tree')
    expect(side).toEqual(sideOf(base))
    const shas = { base: null, head: 'h', merge_base: null }
    expect(planChange({ base: side, head, shas })).toEqual(planChange({ base, head, shas }))
  })

  it('is read again where what was kept is no side', async () => {
    putSide(kept, 'tree', sideOf(await project(shop(recipe))))
    const [name = ''] = kept.entries.keys()
    const whole = JSON.parse(Buffer.from(kept.entries.get(name) ?? []).toString())
    const cases: unknown[] = [null, [], {}, { ...whole, nodes: [[]] }, { ...whole, settings: 1 }]
    cases.push(
      { ...whole, nodes: [whole.nodes[0].with(5, ['x'])] },
      { ...whole, nodes: [whole.nodes[0].with(8, ['x'])] },
    )
    for (const one of cases) {
      kept.entries.set(name, Buffer.from(JSON.stringify(one)))
      expect(getSide(kept, 'tree')).toBeNull()
    }
  })
})
