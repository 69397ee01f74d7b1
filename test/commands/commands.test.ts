import { describe, expect, it } from 'vitest'
import { desk } from '../support/cli.ts'
import { shop } from '../support/project.ts'

const recipe = `sources: { raw: { file: "\${{ env.DATA }}/raw.csv" } }
nodes:
  staged: { sql: sql/staged.sql, tests: [{ unique: id }] }
  total: { sql: sql/total.sql, measures: [{ name: total, value: max(total) }] }
  rows: { sql: sql/rows.sql }
`
const sql = {
  staged: 'select id, amount from raw',
  total: 'select sum(amount) as total from staged',
  rows: 'select count(*) as n from raw',
}
const files = shop(recipe, sql)
const change = (name: keyof typeof sql, text: string): Record<string, string> => ({
  [`recipes/shop/sql/${name}.sql`]: text,
})

describe('a change, from plan to promotion and back, on a laptop', () => {
  it('goes the whole way', async () => {
    const { galley, git, write, commit } = await desk(files)
    expect((await galley('run', '--env', 'production', '--json')).json).toMatchObject({
      verdict: 'pass',
      promotion: { to_version: 1 },
    })

    await git('checkout', '-qb', 'change')
    await write(change('total', 'select sum(amount) + 1 as total from staged'))
    await commit('Add one')
    const plan = (await galley('plan', '--base', 'main', '--head', 'change', '--json')).json
    expect(plan).toMatchObject({ schema_version: 1, counts: { run: 1, reuse: 2, skip: 0 }, production: { version: 1 } })
    expect(plan.recipes[0].nodes.find((node: { node: string }) => node.node === 'total')).toMatchObject({
      action: 'run',
      reason: { code: 'changed', because: [], files: ['recipes/shop/sql/total.sql'] },
    })

    const run = await galley('run', '--env', 'pr_1', '--base', 'main', '--head', 'change', '--json')
    expect(run.json).toMatchObject({ verdict: 'pass', order: { environment: 'pr_1', plan_digest: plan.digest } })
    expect((await galley('envs', '--json')).json.environments).toMatchObject([
      { name: 'pr_1', names: 1 },
      { name: 'production' },
    ])

    const promoted = await galley('promote', '--env', 'pr_1', '--expect-version', '1', '--json')
    expect(promoted.json).toMatchObject({
      promotion: { road: 'swap', from_version: 1, to_version: 2, bound: ['shop.total'] },
    })
    expect((await galley('versions', '--json')).json.versions[0]).toMatchObject({
      version: 2,
      kind: 'promote',
      digest: plan.digest,
    })

    expect((await galley('rollback', '--json')).json).toMatchObject({ from_version: 2, to_version: 3, restored: 1 })
    expect((await galley('destroy', '--env', 'pr_1', '--json')).json).toMatchObject({ names: 1, builds: 0 })
  })

  it('a working tree can be tried, and is not promoted', async () => {
    const { galley, write } = await desk(files)
    await galley('run', '--env', 'production')
    await write(change('rows', 'select count(*) + 1 as n from raw'))
    expect((await galley('run', '--env', 'mine', '--json')).json).toMatchObject({
      verdict: 'pass',
      order: { head: 'worktree' },
    })
    expect(await galley('promote', '--env', 'mine', '--json')).toMatchObject({
      exit: 4,
      json: { error: { code: 'kitchen.uncommitted' } },
    })
  })

  it('plans the same in a clone without a ledger', async () => {
    const { galley, git, write, commit, env } = await desk(files)
    await galley('run', '--env', 'production')
    await git('checkout', '-qb', 'change')
    await write(change('staged', 'select id, amount * 2 as amount from raw'))
    await commit('Double')
    const withLedger = (await galley('plan', '--json')).json
    env.WAREHOUSE = `${env.WAREHOUSE}.elsewhere`
    const without = (await galley('plan', '--json')).json
    expect(without.production).toBeNull()
    // What it takes is known where the ledger is; the change is the same.
    expect([without.digest, without.counts]).toEqual([withLedger.digest, withLedger.counts])
    expect(withLedger.cost).toMatchObject({ known: 2, unknown: [], rows: 4 })
    expect(without.cost).toMatchObject({ known: 0, rows: null })
  })
})

describe('nobody takes another change back', () => {
  const two = async (
    ours: Record<string, string>,
    theirs: Record<string, string>,
  ): Promise<ReturnType<typeof desk>> => {
    const one = await desk(files)
    await one.galley('run', '--env', 'production')
    await one.git('checkout', '-qb', 'ours')
    await one.write(ours)
    await one.commit('Ours')
    await one.galley('run', '--env', 'ours', '--base', 'main', '--head', 'ours')
    await one.git('checkout', '-qb', 'theirs', 'main')
    await one.write(theirs)
    await one.commit('Theirs')
    await one.galley('run', '--env', 'theirs', '--base', 'main', '--head', 'theirs')
    const promoted = await one.galley('promote', '--env', 'theirs')
    expect(promoted.exit, promoted.out + promoted.err).toBe(0)
    return one
  }

  it('another node was promoted meanwhile: ours is added to it', async () => {
    const one = await two(
      change('rows', 'select count(*) * 2 as n from raw'),
      change('total', 'select 7 as total from staged'),
    )
    expect((await one.galley('promote', '--env', 'ours', '--json')).json).toMatchObject({
      promotion: { to_version: 3, bound: ['shop.rows'] },
    })
  })

  it('the same node was promoted meanwhile: refused, with the version and what to do', async () => {
    const one = await two(
      change('total', 'select 8 as total from staged'),
      change('total', 'select 7 as total from staged'),
    )
    const refused = await one.galley('promote', '--env', 'ours', '--json')
    expect(refused.exit).toBe(4)
    expect(refused.json.error).toMatchObject({ code: 'promotion.overlap' })
    expect(refused.json.error.message).toMatch(
      /shop\.total in version 2 \(by \S+, commit [0-9a-f]{10}\), and so does ours/,
    )
    expect(refused.json.error.hint).toContain('galley run --env ours')
  })

  it('a production run from a stale checkout is refused', async () => {
    const one = await two(change('rows', 'select 1 as n from raw'), change('total', 'select 7 as total from staged'))
    await one.git('checkout', '-q', 'main')
    const refused = await one.galley('run', '--env', 'production', '--json')
    expect(refused).toMatchObject({ exit: 4, json: { error: { code: 'production.stale_checkout' } } })
    expect(refused.json.error.message).toMatch(/since version 2 \(by \S+, commit [0-9a-f]{10}\), which/)
    expect((await one.galley('versions', '--json')).json.versions).toHaveLength(2)
  })

  it('--expect-version refuses another version', async () => {
    const one = await two(change('rows', 'select 1 as n from raw'), change('total', 'select 7 as total from staged'))
    expect(await one.galley('promote', '--env', 'ours', '--expect-version', '1', '--json')).toMatchObject({ exit: 4 })
  })
})

describe('what is asked wrongly is answered with a code and a hint', () => {
  it.each([
    [['plan', '--head', 'nowhere'], 2, 'There is no commit "nowhere" here.'],
    [['plan', '--explain', 'totl'], 2, 'Did you mean "total"?'],
    [['run', '--env', 'Prod-1'], 2, 'is not a name for an environment'],
    [['run', '--jobs', 'many'], 2, '--jobs many is not a number of jobs'],
    [['run', '--date', 'today'], 2, 'Write it as 2026-01-31.'],
    [['promote', '--env', 'nobody'], 2, 'There is no kitchen nobody.'],
    [['rollback'], 2, 'There is nothing to go back to.'],
    [['destroy', '--env', 'production'], 4, 'it is never destroyed'],
    [['pln'], 2, 'Did you mean plan?'],
    [['plan', '--bas', 'main'], 2, 'Did you mean --base?'],
  ])('%s', async (args, exit, words) => {
    const { galley } = await desk(files)
    const ran = await galley(...args)
    expect(ran.err).toContain(words)
    expect(ran.exit).toBe(exit)
    expect(ran.out).toBe('')
  })

  it('faulty recipes are shown whole, and nothing is run', async () => {
    const { galley, write, folder } = await desk(files)
    await write({ 'recipes/shop/sql/total.sql': 'select sum(amount as total\nfrom staged' })
    expect(await galley('validate', '--json')).toMatchObject({
      exit: 2,
      json: { ok: false, diagnostics: [{ code: 'sql.syntax', line: 1 }] },
    })
    const ran = await galley('run')
    expect(ran.exit).toBe(2)
    expect(ran.err).toContain('recipes/shop/sql/total.sql:1:')
    expect(ran.err).toContain('^')
    expect(folder).toBeTruthy()
  })

  it('every command has help with an example', async () => {
    const { galley } = await desk(files)
    const { out } = await galley('--help')
    const names = [...out.matchAll(/^ {2}(\w+)/gm)].map((match) => match[1] ?? '').filter((name) => name !== 'help')
    expect(names.length).toBeGreaterThan(8)
    for (const name of names) expect((await galley(name, '--help')).out).toMatch(/Examples?:\n {2}galley /)
  })
})
