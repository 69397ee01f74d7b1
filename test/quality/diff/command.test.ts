import { describe, expect, it } from 'vitest'
import { type Desk, desk } from '../../support/cli.ts'
import { shop } from '../../support/project.ts'

const recipe = `sources: { raw: { file: "\${{ env.DATA }}/raw.csv" } }
nodes:
  staged: { sql: sql/staged.sql, tests: [{ unique: id }] }
  doubled: { sql: sql/doubled.sql, materialized: view, tests: [{ unique: id }] }
  total: { sql: sql/total.sql }
  reader: { sql: sql/reader.sql }
`
const sql = {
  staged: 'select id, amount, 1 as spare from raw',
  doubled: 'select id, amount * 2 as twice from staged',
  total: 'select sum(amount) as total from staged',
  reader: 'select total from total',
}

/** A repository in production, with a change on a branch that was run in the kitchen `pr_1`. */
async function changed(files: Readonly<Record<string, string>>): Promise<Desk> {
  const one = await desk(shop(recipe, sql))
  await one.galley('run', '--env', 'production')
  await one.git('checkout', '-qb', 'change')
  await one.write(files)
  await one.commit('Change')
  await one.galley('run', '--env', 'pr_1', '--base', 'main', '--head', 'change')
  return one
}

const file = (name: string, text: string) => ({ [`recipes/shop/sql/${name}.sql`]: text })

describe('galley diff', () => {
  it('holds a renamed node against what production has it as', async () => {
    const renamed = recipe
      .replace('  staged: { sql: sql/staged.sql,', '  clean: { sql: sql/clean.sql, was: [staged],')
      .replaceAll('staged.sql', 'clean.sql')
    const { galley } = await changed({
      ...file('clean', 'select id, amount + case when id = 2 then 1 else 0 end as amount, 1 as spare from raw'),
      ...file('doubled', 'select id, amount * 2 as twice from clean'),
      ...file('total', 'select sum(amount) as total from clean'),
      'recipes/shop/recipe.yaml': `recipe: shop\n${renamed}`,
    })
    const { json } = await galley('diff', '--env', 'pr_1', '--json')
    const outcomes = json.nodes.map(({ node, outcome }: Record<string, string>) => `${node} ${outcome}`)
    expect(outcomes).toEqual(['clean compared', 'doubled compared', 'total compared', 'reader compared'])
    expect(json.nodes[0]).toMatchObject({
      rows: { added: 0, removed: 0, changed: 1 },
      notes: [{ code: 'renamed', message: 'Production has it as staged.' }],
    })
  })

  it('says what changes, what is new, what stays the same and who reads it', async () => {
    const { galley } = await changed({
      ...file('staged', 'select id, amount + case when id = 2 then 1 else 0 end as amount from raw where id <> 3'),
      ...file('fresh', "select 1 as a, 'x' as b"),
      'recipes/shop/recipe.yaml': `recipe: shop\n${recipe}  fresh: { sql: sql/fresh.sql }\n`,
    })
    const { json, exit } = await galley('diff', '--env', 'pr_1', '--json')
    expect(exit).toBe(0)
    expect(json).toMatchObject({ schema_version: 1, environment: 'pr_1', production: { version: 1 }, notes: [] })
    const staged = json.nodes.find((node: { node: string }) => node.node === 'staged')
    expect(staged).toMatchObject({
      recipe: 'shop',
      outcome: 'compared',
      schema: { added: [], removed: [{ name: 'spare', type: 'INTEGER' }], retyped: [], reordered: false },
      matching: { by: 'key', columns: ['id'], from: 'unique' },
      rows: { added: 0, removed: 1, changed: 1 },
    })
    expect(json.nodes.find((node: { node: string }) => node.node === 'fresh')).toEqual({
      recipe: 'shop',
      node: 'fresh',
      outcome: 'new',
      rows: 1,
      columns: [
        { name: 'a', type: 'INTEGER' },
        { name: 'b', type: 'VARCHAR' },
      ],
    })
    const text = (await galley('diff', '--env', 'pr_1', '--quiet')).out
    expect(text).toContain('shop.doubled  1 row removed, 1 changed (50 %)')
    expect(text.split('\n').filter((line) => [...line].length > 80)).toEqual([])
  })

  it('names a node that a change takes away, and unchanged readers of what changes', async () => {
    const { galley } = await changed({
      ...file('total', 'select sum(amount) as total, count(*) as n from staged'),
      'recipes/shop/recipe.yaml': `recipe: shop\n${recipe.replace(/ {2}doubled.*\n/, '')}`,
    })
    const { json } = await galley('diff', '--env', 'pr_1', '--json')
    const outcomes = json.nodes.map((one: { node: string; outcome: string }) => [one.node, one.outcome])
    expect(outcomes).toEqual([
      ['total', 'compared'],
      ['doubled', 'removed'],
    ])
    expect(json.downstream).toEqual([{ recipe: 'shop', node: 'reader', reads: ['shop.total'] }])
  })

  it('compares what a failing order built, and says that it failed', async () => {
    const { galley } = await changed(file('staged', 'select 1 as id, amount, 1 as spare from raw'))
    const { json, out } = await galley('diff', '--env', 'pr_1', '--node', 'staged', '--json')
    expect(json.notes.map(({ code }: { code: string }) => code)).toEqual(['order_failed'])
    expect(json.nodes[0].notes[0].code).toBe('key_not_unique')
    expect(out).not.toContain('NaN')
  })

  it('refuses what it cannot answer, each with its code', async () => {
    const { galley } = await changed(file('total', 'select 1 as total'))
    const refused = [
      [['--env', 'nowhere'], 'diff.unknown_environment'],
      [['--env', 'production'], 'diff.production'],
      [['--env', 'pr_1', '--node', 'stagd'], 'diff.unknown_node'],
      [['--env', 'pr_1', '--node', 'staged'], 'diff.not_changed'],
      [['--env', 'pr_1', '--samples', 'all'], 'usage'],
    ] as const
    for (const [args, code] of refused) {
      const { exit, json } = await galley('diff', ...args, '--json')
      expect([exit, json.error.code]).toEqual([2, code])
    }
  })

  it('is part of what a kitchen reports, unless that is not wanted; never of what production reports', async () => {
    const { galley } = await changed(file('total', 'select sum(amount) + 1 as total from staged'))
    const run = (...args: string[]) => galley('run', '--base', 'main', '--head', 'change', '--json', ...args)
    const { json } = await run('--env', 'pr_2')
    const one = { outcome: 'compared', rows: { changed: 1 }, samples: null }
    expect(json.diffs).toMatchObject([
      { node: 'total', ...one },
      { node: 'reader', ...one },
    ])
    expect((await run('--env', 'pr_3', '--no-diff')).json.diffs).toEqual([])
    expect((await galley('run', '--env', 'pr_2', '--base', 'main', '--head', 'change')).out).toContain(
      '    total  1 row changed (100 %)',
    )
    expect((await galley('promote', '--env', 'pr_2', '--json')).json.diffs).toEqual([])
  })

  it('shows rows only when it is asked to', async () => {
    const { galley } = await changed(file('staged', 'select id, amount + 1 as amount, 1 as spare from raw'))
    expect((await galley('diff', '--env', 'pr_1', '--node', 'staged', '--json')).json.nodes[0].samples).toBeNull()
    const { json } = await galley('diff', '--env', 'pr_1', '--node', 'staged', '--samples', '1', '--json')
    expect(json.nodes[0].samples).toEqual([
      {
        kind: 'changed',
        cells: [
          { column: 'id', production: '1', kitchen: '1' },
          { column: 'amount', production: expect.any(String), kitchen: expect.any(String) },
        ],
      },
    ])
  })
})
