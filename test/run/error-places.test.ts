import { describe, expect, it } from 'vitest'
import { desk } from '../support/cli.ts'
import { postgresForFile } from '../support/postgres.ts'

const server = postgresForFile()

/** Each way to write a query, with the line that `nobody`, which is no column, stands in. */
const forms: readonly [name: string, file: string, line: number, files: Record<string, string>][] = [
  ['a file', 'recipes/shop/sql/bad.sql', 5, { node: '  bad: { sql: sql/bad.sql }\n' }],
  [
    'a literal scalar',
    'recipes/shop/recipe.yaml',
    8,
    { node: '  bad:\n    sql: |\n      select good.n,\n        nobody,\n        1 as z\n      from good\n' },
  ],
  [
    'a folded scalar',
    'recipes/shop/recipe.yaml',
    9,
    {
      node: '  bad:\n    sql: >-\n      select good.n,\n      2 as b,\n      nobody,\n      1 as z\n      from good\n',
    },
  ],
  [
    'a quoted scalar',
    'recipes/shop/recipe.yaml',
    8,
    { node: '  bad:\n    sql: "select good.n,\\n 2 as b,\n      3 as c,\n      nobody\n      from good"\n' },
  ],
  [
    'a plain scalar',
    'recipes/shop/recipe.yaml',
    7,
    { node: '  bad:\n    sql: select good.n,\n      nobody\n      from good\n' },
  ],
]

describe.each([
  ['duckdb', 'path'],
  ['postgres', 'url'],
])('an error of %s points at the line that a person wrote', (engine, setting) => {
  it.each(forms)('in %s', async (_, file, line, { node = '' }) => {
    const one = await desk({
      'galley.yaml': `galley: 1
recipes: recipes/*/recipe.yaml
connections: { warehouse: { type: ${engine}, ${setting}: "\${{ env.WAREHOUSE }}" } }
environments: { production: { connection: warehouse, schema: analytics } }
`,
      'recipes/shop/recipe.yaml': `recipe: shop
# comment
nodes:
  good: { sql: select 1 as n }
${node}`,
      // A relation over several lines is one line when it is rewritten.
      'recipes/shop/sql/bad.sql':
        'with all_of as (\n  select good.n from analytics\n    .good\n)\nselect n, nobody from all_of\n',
    })
    if (engine === 'postgres') one.env.WAREHOUSE = await server.database()
    const { json } = await one.galley('run', '--env', 'production', '--json')
    const failed = json.nodes.find((found: { state: string }) => found.state === 'failed')
    expect(failed?.error?.message).toContain('nobody')
    expect(failed?.error?.location).toEqual({ file, line })
  })

  it('in the query of a test', async () => {
    const one = await desk({
      'galley.yaml': `galley: 1
recipes: recipes/*/recipe.yaml
connections: { warehouse: { type: ${engine}, ${setting}: "\${{ env.WAREHOUSE }}" } }
environments: { production: { connection: warehouse, schema: analytics } }
`,
      'recipes/shop/recipe.yaml': 'recipe: shop\nnodes:\n  good: { sql: select 1 as n, tests: [{ sql: odd.sql }] }\n',
      'recipes/shop/odd.sql': 'select n\nfrom analytics\n  .good\nwhere nobody > 1\n',
    })
    if (engine === 'postgres') one.env.WAREHOUSE = await server.database()
    const { json } = await one.galley('run', '--env', 'production', '--json')
    expect(json.tests[0]).toMatchObject({ state: 'error', location: { file: 'recipes/shop/odd.sql', line: 4 } })
  })
})
