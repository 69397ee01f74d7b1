import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { codes } from '../../recipes-schema/diagnostics/index.ts'
import { diagnosticsReference } from '../../recipes-schema/diagnostics/reference.ts'
import { behind } from '../../recipes-schema/plan/behind.ts'
import { readUnitTests } from '../../recipes-schema/quality/unit/read.ts'
import { load, shop } from '../support/project.ts'
import { treeOf } from '../support/tree.ts'

const all = Object.assign({}, ...codes.map(([, group]) => group)) as (typeof codes)[number][1]
/** What no text in a registry can be: too much of it, other bytes, a command line. */
const special: Readonly<Record<string, () => Promise<string[]>>> = {
  'yaml.too_large': async () => codesOf(await load(shop(`description: ${'x'.repeat(1_048_576)}`))),
  'sql.encoding': async () => {
    const files = shop('nodes: { a: { sql: sql/a.sql } }')
    return codesOf(await load({ ...files, 'recipes/shop/sql/a.sql': Uint8Array.of(0xe9) }))
  },
  'order.unknown_variable': async () =>
    codesOf(await load(shop('nodes: { a: { run: ls } }'), { variables: { least: '5' } })),
  'order.unknown_variation': async () => codesOf(await load(shop('nodes: { a: { run: ls } }'), { variation: 'small' })),
  'sql.unread': async () => codesOf(await load(unread)),
  'ingredient.too_many': async () =>
    codesOf(await load({ ...shop('nodes: { a: { uses: ingredients/l0 } }'), ...doubling })),
  'project.missing': async () => codesOf(await load({})),
  'project.behind': async () => codesOf({ diagnostics: [behind()] }),
}

/** Ingredients that each use the next one twice. */
const doubling = Object.fromEntries(
  Array.from({ length: 12 }, (_, level) => {
    const uses = `{ uses: ingredients/l${level + 1} }`
    const nodes = level === 11 ? '{ x: { sql: select 1 as x } }' : `{ x: ${uses}, y: ${uses} }`
    const text = `ingredient: l${level}\nversion: 1\noutputs: { result: { node: x } }\nnodes: ${nodes}\n`
    return [`ingredients/l${level}/ingredient.yaml`, text]
  }),
)

/** On an engine whose parser does not know this. */
const unread = {
  ...shop('nodes: { a: { sql: "select ( from b" }, b: { sql: select 1 as x } }'),
  'galley.yaml': `galley: 1
recipes: recipes/*/recipe.yaml
connections: { lake: { type: snowflake, account: a, user: u, database: d } }
environments: { production: { connection: lake, schema: analytics } }
`,
}

function codesOf({ diagnostics }: { diagnostics: readonly { code: string }[] }): string[] {
  return diagnostics.map((one) => one.code)
}

describe('each code is what its example has', () => {
  it.each(Object.keys(all))('%s', async (code) => {
    const info = all[code]
    if (info === undefined) throw new Error('no such code')
    const { example, file, files: { '': body = example, ...others } = {} } = info
    const own = file === undefined || file === '' ? {} : { [file]: example }
    const files = { ...shop(file === undefined ? example : body), ...others, ...own }
    const found = await (special[code]?.() ?? unitOrRecipe(code, files))
    expect(found).toContain(code)
    // The worst that an example brings along is what follows from it.
    expect(found.length).toBeLessThanOrEqual(3)
  })
})

async function unitOrRecipe(code: string, files: Readonly<Record<string, string>>): Promise<string[]> {
  const loaded = await load(files)
  if (!code.startsWith('unit.') || !loaded.ok) return codesOf(loaded)
  return codesOf(await readUnitTests(treeOf(files), loaded.project))
}

it('the registry has every code, and no other', () => {
  const root = new URL('../../recipes-schema/', import.meta.url)
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.ts') && !path.startsWith('diagnostics/'),
  )
  const text = files.map((path) => readFileSync(new URL(path, root), 'utf8')).join('\n')
  const groups = [...new Set(Object.keys(all).map((code) => code.split('.')[0]))].join('|')
  const used = [...text.matchAll(new RegExp(`'((?:${groups})\\.[a-z_]+)'`, 'g'))].map(([, code]) => code ?? '')
  const isFile = (code: string): boolean => code.endsWith('.yaml')
  const ambient = new Set(['order.id', 'order.date', 'order.environment'])
  const codesUsed = [...new Set(used.filter((code) => !isFile(code) && !ambient.has(code)))].sort()
  const how = 'add it, with an example, to recipes-schema/diagnostics/, then run `galley schema --diagnostics`'
  expect(codesUsed, how).toEqual(Object.keys(all).sort())
})

it('docs/reference/diagnostics.md is made of the registry', async () => {
  await expect(diagnosticsReference()).toMatchFileSnapshot('../../docs/reference/diagnostics.md')
})
