import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { desk } from '../support/cli.ts'
import { postgresForFile } from '../support/postgres.ts'

const server = postgresForFile()
const recipe = `recipe: shop
variables: { least: { type: integer, default: 500 } }
sources: { raw: { file: "\${{ env.DATA }}/raw.csv" } }
nodes:
  staged: { sql: "select id from raw" }
`
const more = `  big: { sql: "select id from staged where id >= $least", with: { least: "\${{ vars.least }}" } }
  far: { sql: "select id from big" }
  later: { sql: "select id from staged where $day <> ''", with: { day: "\${{ order.date }}" } }
  wrong: { sql: "select missing from staged" }
`

describe.each([['duckdb'], ['postgres']])('the rows of a node that never ran, as %s expects them', (engine) => {
  it('come from EXPLAIN where all that it reads is there, as far as the engine says', async () => {
    const setting = engine === 'duckdb' ? 'path' : 'url'
    const one = await desk({
      'galley.yaml': `galley: 1
recipes: recipes/*/recipe.yaml
connections: { warehouse: { type: ${engine}, ${setting}: "\${{ env.WAREHOUSE }}" } }
environments: { production: { connection: warehouse, schema: analytics } }
`,
      'recipes/shop/recipe.yaml': recipe,
    })
    if (engine === 'postgres') one.env.WAREHOUSE = await server.database()
    const ids = Array.from({ length: 1000 }, (_, id) => id)
    await writeFile(join(one.env.DATA ?? '', 'raw.csv'), `id\n${ids.join('\n')}\n`)
    expect(await one.galley('run', '--env', 'production')).toMatchObject({ exit: 0 })

    await one.git('checkout', '-qb', 'change')
    await one.write({ 'recipes/shop/recipe.yaml': recipe + more })
    await one.commit('Add nodes')
    const { exit, json } = await one.galley('plan', '--base', 'main', '--head', 'change', '--json')
    expect(exit).toBe(0)
    const costs = Object.fromEntries(
      json.recipes[0].nodes.map((node: { node: string; cost: unknown }) => [node.node, node.cost]),
    )
    expect(costs.big).toMatchObject({ from: 'explain', seconds: null })
    expect(costs.big.rows).toBeGreaterThan(0)
    expect(costs.big.rows).toBeLessThanOrEqual(5000)
    expect(costs).toMatchObject({ staged: null, far: null, later: null, wrong: null })
    expect(json.cost).toMatchObject({ estimated: ['shop.big'], known: 0 })
    expect(json.cost.unknown).toHaveLength(4)
    const { out } = await one.galley('plan', '--base', 'main', '--head', 'change')
    expect(out).toMatch(/big .*\[about [\d,]+ rows?\]/)
    expect(out).toMatch(/Expected: about [\d,]+ rows?/)
  })
})
