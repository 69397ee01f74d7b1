import { describe, expect, it } from 'vitest'
import { dbtDigest } from '../../recipes-schema/recipe/from-dbt.ts'
import { load } from '../support/project.ts'

const before = {
  'galley.yaml': `galley: 1
recipes: "*/recipe.yaml"
connections: { warehouse: { type: duckdb, path: /tmp/w.duckdb } }
environments: { production: { connection: warehouse, schema: analytics } }
`,
  'dbt/dbt_project.yml': 'name: shop',
  'dbt/models/a.sql': 'select 1 as id',
  'dbt/seeds/codes.csv': 'id\n1',
  'dbt/README.md': 'A project.',
}

const blobs = (files: Readonly<Record<string, string>>): Map<string, string> => new Map(Object.entries(files))
const digest = (changed: Readonly<Record<string, string>>): string =>
  dbtDigest(blobs({ ...before, ...changed }), 'dbt/')

describe('the state of a dbt project', () => {
  it.each([
    ['a model', 'dbt/models/a.sql', true],
    ['a new model', 'dbt/models/b.sql', true],
    ['properties of models', 'dbt/models/schema.yml', true],
    ['a new seed', 'dbt/seeds/more.csv', true],
    ['the project', 'dbt/dbt_project.yml', true],
    ['rows of a seed, which are read when they are needed', 'dbt/seeds/codes.csv', false],
    ['the recipe', 'dbt/recipe.yaml', false],
    ['a query that was made, for nobody changes it by hand', 'dbt/galley/models/a.sql', true],
    ['what dbt leaves', 'dbt/target/manifest.yml', false],
    ['a package', 'dbt/dbt_packages/utils/macros/a.sql', false],
    ['the page of the folder', 'dbt/README.md', false],
    ['another folder', 'other/models/a.sql', false],
  ] as const)('%s', (_, path, counts) => {
    expect(digest({ [path]: 'changed' }) !== digest({})).toBe(counts)
  })

  it('has to be that of the recipe', async () => {
    const recipe = (state: string): string =>
      `recipe: shop\nfrom_dbt: "${state}"\nnodes: { a: { sql: select 1 as id } }\n`
    const stale = await load({ ...before, 'dbt/recipe.yaml': recipe('0'.repeat(32)) })
    expect(stale.ok).toBe(false)
    expect(stale.diagnostics).toMatchObject([
      {
        code: 'recipe.from_dbt',
        file: 'dbt/recipe.yaml',
        line: 2,
        hint: 'Run `galley dbt dbt` and commit what it writes.',
      },
    ])
    const files = { ...before, 'dbt/recipe.yaml': recipe('0'.repeat(32)) }
    const { treeOf } = await import('../support/tree.ts')
    const now = dbtDigest(treeOf(files).entries, 'dbt/')
    expect((await load({ ...files, 'dbt/recipe.yaml': recipe(now) })).ok).toBe(true)
  })
})
