import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Desk, desk } from '../support/cli.ts'
import { shop } from '../support/project.ts'

const recipe = `sources: { raw: { file: "\${{ env.DATA }}/raw.csv" } }
nodes:
  staged: { sql: sql/staged.sql, tags: [daily] }
  total: { sql: sql/total.sql }
  rows: { sql: sql/rows.sql }
`
const files = shop(recipe, {
  staged: 'select id, amount from raw',
  total: 'select sum(amount) as total from staged',
  rows: 'select count(*) as n from staged',
})
const change = { 'recipes/shop/sql/staged.sql': 'select id, amount * 2 as amount from raw' }

async function changed(over: Record<string, string> = {}): Promise<Desk> {
  const one = await desk({ ...files, ...over })
  await one.git('checkout', '-qb', 'change')
  await one.write(change)
  await one.commit('Double')
  return one
}

describe('galley plan', () => {
  it('--explain tells the shortest story: file, column, through whom', async () => {
    const { galley } = await changed()
    expect((await galley('plan', '--explain', 'total')).out).toBe(
      [
        'shop.total runs: it reads staged.amount, which changes',
        '  shop.staged runs: it changed in recipes/shop/sql/staged.sql, column amount',
      ].join('\n'),
    )
    const { json } = await galley('plan', '--explain', 'shop.total', '--json')
    expect(json.explanation).toMatchObject([
      { node: 'shop.total', action: 'run', code: 'upstream_changed', columns: ['staged.amount'] },
      { node: 'shop.staged', code: 'changed', files: ['recipes/shop/sql/staged.sql'], columns: ['amount'] },
    ])
    expect((await galley('plan', '--explain', 'rows')).out).toBe('shop.rows is reused: it is unchanged')
  })

  it('--select runs only what is selected', async () => {
    const { galley } = await changed()
    const actions = async (expression: string): Promise<string[]> =>
      (await galley('plan', '--select', expression, '--json')).json.recipes[0].nodes.map(
        (node: { node: string; action: string; reason: { code: string } }) =>
          `${node.node} ${node.action} ${node.reason.code}`,
      )
    expect(await actions('tag:daily')).toEqual(['staged run changed', 'total skip excluded', 'rows reuse unchanged'])
    expect(await actions('changed')).toContain('total run upstream_changed')
    const ran = await galley('plan', '--select', 'totl+ tag:dayly', '--json')
    expect(ran.exit).toBe(2)
    expect(ran.json.error).toMatchObject({
      code: 'select.unknown',
      message: 'There is no node "totl". No node has the tag "dayly".',
      hint: 'Did you mean "total"? Did you mean "daily"?',
    })
  })

  it('says what it will take, by what it took before, and what the budget says', async () => {
    const one = await changed()
    await one.git('checkout', '-q', 'main')
    await one.galley('run', '--env', 'production')
    await one.git('checkout', '-q', 'change')
    const plan = (await one.galley('plan', '--json')).json
    expect(plan.cost).toMatchObject({ rows: 4, known: 2, unknown: [] })
    expect(plan.cost.minutes).toBeGreaterThan(0)
    expect(plan.budget).toEqual({ decision: 'allow', reasons: [{ code: 'no_budget', limit: null, expected: null }] })
    expect((await one.galley('plan')).out).toMatch(/Expected: [\d.]+ s, 4 rows, .* read\./)
  })

  it('takes the budget of the base: a change cannot raise its own', async () => {
    const galleyFile = files['galley.yaml'] ?? ''
    const one = await desk({ ...files, 'galley.yaml': `${galleyFile}budget: { minutes: 1, on_exceed: refuse }\n` })
    await one.git('checkout', '-qb', 'change')
    await one.write({ ...change, 'galley.yaml': `${galleyFile}budget: { minutes: 100 }\n` })
    await one.commit('Double, for more money')
    const { budget } = (await one.galley('plan', '--json')).json
    expect(budget.reasons[0]).toMatchObject({ code: 'within_budget', limit: 1 })
  })

  it('--variation and --var say as what the head is read, compared with what production is', async () => {
    const varied = shop(
      `variables: { least: { type: integer, default: 5 } }
variations: { small: { variables: { least: 1 } } }
nodes:
  some: { sql: "select $least as n", with: { least: "\${{ vars.least }}" } }
`,
    )
    const one = await desk(varied)
    const running = async (...args: string[]): Promise<number> =>
      (await one.galley('plan', ...args, '--json')).json.counts.run
    expect(await running()).toBe(0)
    expect(await running('--variation', 'small')).toBe(1)
    expect(await running('--var', 'least=7')).toBe(1)
    expect(await running('--variation', 'small', '--var', 'least=5')).toBe(0)
    await one.write({
      'recipes/shop/recipe.yaml': (varied['recipes/shop/recipe.yaml'] ?? '').replace('default: 5', 'default: 6'),
    })
    expect(await running()).toBe(1)
    const faults: [string[], string][] = [
      [['--variation', 'smal'], 'small'],
      [['--var', 'leest=1'], 'least'],
      [['--var', 'least'], 'NAME=VALUE'],
      [['--var', 'least=x'], 'integer'],
    ]
    for (const [args, words] of faults) {
      const ran = await one.galley('plan', ...args)
      expect([ran.exit, ran.err.includes(words)], ran.err).toEqual([2, true])
    }
  })

  it('a run over budget is refused, or waits for approval, by what it took before', async () => {
    const dear = (rule: string): Record<string, string> => ({
      'galley.yaml': `${files['galley.yaml']}budget: { minutes: 0.000001, on_exceed: ${rule} }\n`,
    })
    const one = await desk({ ...files, ...dear('refuse') })
    expect((await one.galley('run', '--env', 'production')).exit).toBe(0)
    await one.write(change)
    const plan = (await one.galley('plan', '--json')).json
    expect(plan.budget).toMatchObject({ decision: 'refuse', reasons: [{ code: 'minutes_exceeded' }] })
    expect(await one.galley('run', '--json')).toMatchObject({ exit: 4, json: { error: { code: 'budget.exceeded' } } })
    await one.write(dear('require_approval'))
    await one.commit('Ask')
    await one.write({ 'recipes/shop/sql/staged.sql': 'select id, amount * 3 as amount from raw' })
    expect(await one.galley('run', '--json')).toMatchObject({
      exit: 4,
      json: { error: { code: 'budget.needs_approval' } },
    })
    expect((await one.galley('run', '--approve', '--json')).json).toMatchObject({ verdict: 'pass' })
  })

  it('--env plans for a kitchen with what it has made already, or for production', async () => {
    const one = await changed()
    await one.git('checkout', '-q', 'main')
    await one.galley('run', '--env', 'production')
    await one.git('checkout', '-q', 'change')
    const before = (await one.galley('plan', '--env', 'pr_1', '--json')).json
    expect((await one.galley('run', '--env', 'pr_1', '--base', 'main', '--head', 'change')).exit).toBe(0)
    const after = (await one.galley('plan', '--env', 'pr_1', '--json')).json
    expect([before.counts.run, after.counts.run]).toEqual([2, 0])
    expect(after.digest).toBe(before.digest)
    expect((await one.galley('plan', '--env', 'production', '--json')).json.counts.run).toBe(2)
    expect(await one.galley('plan', '--env', 'Nope!')).toMatchObject({ exit: 2 })
  })

  it('shows what production has that no commit accounts for', async () => {
    const one = await desk(files)
    await one.galley('run', '--env', 'production')
    await one.git('checkout', '-qb', 'lost')
    await one.write(change)
    await one.commit('Double')
    await one.galley('run', '--env', 'production')
    await one.git('checkout', '-q', 'main')
    expect((await one.galley('plan')).out).toContain('Changed by others since, and left to them:\n  = shop.staged')
    await one.git('checkout', '-qB', 'lost', 'main')
    await one.git('reflog', 'expire', '--expire=now', '--all')
    await one.git('gc', '-q', '--prune=now')
    // Nobody here knows the commit that production stands on any more: then nothing is called drift.
    expect((await one.galley('plan')).out).not.toContain('Drifted')
  })
})

describe('what was read before', () => {
  it('changes no plan, whatever happens to it', async () => {
    const one = await changed()
    const plain = (await one.galley('plan', '--json')).json
    const folder = join(one.folder, '..', 'cache')
    one.env.GALLEY_CACHE = folder
    expect((await one.galley('plan', '--json')).json).toEqual(plain)
    expect((await readdir(folder)).length).toBe(1)
    expect((await one.galley('plan', '--json')).json).toEqual(plain)
    const edit = { 'recipes/shop/sql/rows.sql': 'select count(*) + 1 as n from staged' }
    await one.write(edit)
    const kept = (await one.galley('plan', '--json')).json
    // Damaged after the index: what a plan needs of an unchanged node only when something upstream changes is lost as well.
    for (const step of [2, 3, 97]) {
      await one.galley('plan', '--json')
      for (const name of await readdir(folder)) {
        const bytes = await readFile(join(folder, name))
        for (let at = Math.floor(bytes.length / 4); at < bytes.length; at += step) bytes[at] = (bytes[at] ?? 0) ^ 1
        await writeFile(join(folder, name), bytes)
      }
      expect((await one.galley('plan', '--json')).json).toEqual(kept)
    }
    for (const name of await readdir(folder)) await writeFile(join(folder, name), 'galley-cache 0.1.0 2 1\n[]')
    expect((await one.galley('plan', '--json')).json).toEqual(kept)
    one.env.GALLEY_CACHE = 'off'
    expect((await one.galley('plan', '--json')).json).toEqual(kept)
    expect(kept.counts).toEqual({ run: 3, reuse: 0, skip: 0 })
  })
})

describe('the working tree', () => {
  it('may be a folder of a repository', async () => {
    const one = await desk(Object.fromEntries(Object.entries(files).map(([path, text]) => [`analytics/${path}`, text])))
    await one.write({ 'analytics/recipes/shop/sql/rows.sql': 'select 1 as n', 'elsewhere.txt': 'x' })
    const { json } = await one.galley('-C', 'analytics', 'plan', '--json')
    expect(json.counts).toEqual({ run: 1, reuse: 2, skip: 0 })
  })

  it('is read as it is: staged, changed, new, deleted, ignored', async () => {
    const one = await desk({ ...files, '.gitignore': 'ignored/\n' })
    const running = async (): Promise<string[]> =>
      (await one.galley('plan', '--json')).json.recipes[0].nodes
        .filter((node: { action: string }) => node.action === 'run')
        .map((node: { node: string }) => node.node)
    expect(await running()).toEqual([])
    await one.write({ 'recipes/shop/sql/rows.sql': 'select count(*) + 1 as n from staged', 'ignored/x.sql': 'x' })
    expect(await running()).toEqual(['rows'])
    await one.git('add', '-A')
    expect(await running()).toEqual(['rows'])
    await one.write({ 'recipes/shop/sql/rows.sql': 'select count(*) as n from staged' })
    expect(await running()).toEqual([])
    await one.write({ 'recipes/shop/recipe.yaml': `recipe: shop\n${recipe}  more: { sql: sql/more.sql }\n` })
    expect((await one.galley('plan')).exit).toBe(2)
    await one.write({ 'recipes/shop/sql/more.sql': 'select 1 as x' })
    expect(await running()).toEqual(['more'])
  })
})
