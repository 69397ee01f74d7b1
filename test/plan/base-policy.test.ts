import { describe, expect, it } from 'vitest'
import { underBasePolicy } from '../../recipes-schema/plan/base-policy.ts'
import type { NodeId, Project } from '../../recipes-schema/recipe/types.ts'
import { project, shop } from '../support/project.ts'

const recipe = (sources: string, node = ''): string => `sources:
${sources}
nodes:
  a:
    sql: select id, email from people
${node}`
const masked = '  people: { table: raw.people, sandbox: { mask: { email: hash } } }'
const open = '  people: { table: raw.people }'

const maskOf = (of: Project, name = 'people') => of.sources.get(`shop.${name}` as NodeId)?.sandbox.mask ?? null

async function under(head: string, base: string): Promise<Project> {
  return underBasePolicy(await project(shop(head)), await project(shop(base)))
}

describe('a pull request cannot decide for itself', () => {
  it('to take a mask away', async () => {
    expect(maskOf(await under(recipe(open), recipe(masked)))).toEqual({
      columns: { email: { how: 'hash' } },
      strict: false,
    })
  })
  it('to declare the same table once more, without its mask', async () => {
    const twice = recipe(`${masked}\n  again: { table: raw.people }`)
    expect(maskOf(await under(twice, recipe(masked)), 'again')).not.toBeNull()
    const renamed = recipe('  others: { table: raw.people }').replace('from people', 'from others')
    expect(maskOf(await under(renamed, recipe(masked)), 'others')).not.toBeNull()
  })
  it.each(['raw.People', 'RAW.people', 'w.raw.people', 'W.raw.People', 'raw.people, connection: second'])(
    'to call the same table %s, without its mask',
    async (table) => {
      const at = async (text: string): Promise<Project> =>
        project({
          ...shop(text),
          'galley.yaml': `galley: 1
recipes: recipes/*/recipe.yaml
connections: { warehouse: { type: duckdb, path: data/w.duckdb }, second: { type: duckdb, path: data/w.duckdb } }
environments: { production: { connection: warehouse, schema: analytics } }
`,
        })
      const head = recipe(`  others: { table: ${table} }`).replace('from people', 'from others')
      expect(maskOf(underBasePolicy(await at(head), await at(recipe(masked))), 'others')).not.toBeNull()
    },
  )
  it.each([
    ['people', 'main.people', true],
    ['people', 'other.people', false],
    ['lake.raw.people', 'sea.raw.people', false],
    ['lake.raw.people', 'raw.people', true],
  ])('to call %s also %s', async (one, other, isMasked) => {
    const base = recipe(`  people: { table: ${one}, sandbox: { mask: { email: hash } } }`)
    const head = recipe(`  others: { table: ${other} }`).replace('from people', 'from others')
    expect(maskOf(await under(head, base), 'others') !== null).toBe(isMasked)
  })
  it('to read what production has made of it as a source, in place of its node', async () => {
    const base = `${recipe(masked)}  b: { sql: select 1 as id }\n`
    const head = `sources: { made: { table: analytics.a } }\nnodes: { c: { sql: select email from made } }\n`
    expect(maskOf(await under(head, base), 'made')).toEqual({ columns: {}, strict: true })
  })
  it('to be held to what its base says, where the default branch has gone on', async () => {
    const [old, tip] = [await project(shop(recipe(open))), await project(shop(recipe(masked)))]
    const head = await project(shop(recipe(open, '    tags: [new]\n')))
    expect(maskOf(underBasePolicy(head, old, tip))).not.toBeNull()
    expect(maskOf(underBasePolicy(head, old))).toBeNull()
  })
  it('to show failing rows', async () => {
    const node = (samples: boolean) => `    tests: [{ not_null: id, samples: ${samples} }]\n`
    const shown = async (head: boolean, base: boolean) =>
      (await under(recipe(open, node(head)), recipe(open, node(base)))).order[0]?.tests[0]?.samples
    expect(await shown(true, false)).toBe(false)
    expect(await shown(true, true)).toBe(true)
    expect(await shown(false, true)).toBe(false)
  })
  it('to be judged by another chart', async () => {
    const node = (chart: string) => `    measures: [{ name: n, value: count(*), chart: ${chart} }]\n`
    const judged = await under(recipe(open, node('i')), recipe(open, node('c')))
    expect(judged.order[0]?.measures[0]?.chart).toBe('c')
    expect(judged.nodes.get('shop.a' as NodeId)).toBe(judged.order[0])
  })
})

it('decides about what is new, and about everything where there is nothing yet', async () => {
  const head = await project(shop(recipe(masked)))
  expect(underBasePolicy(head, null)).toBe(head)
  expect(maskOf(underBasePolicy(head, await project(shop('nodes: { b: { sql: select 1 as id } }\n'))))).not.toBeNull()
})
