import { describe, expect, it } from 'vitest'
import { sqlMutants } from '../../../recipes-schema/quality/mutate/sql-faults.ts'
import { type Desk, desk, type Ran } from '../../support/cli.ts'
import { shop } from '../../support/project.ts'

const staged = `select id, id % 5 as kind, id * 1.5 as amount, date '2026-01-01' + (id % 10)::int as day
from range(1, 201) r(id)
where id > 0`
const total = 'select kind, sum(amount) as amount from staged left join names using (kind) group by kind'

const recipe = (tests = '', measures = ''): string => `nodes:
  staged: { sql: sql/staged.sql, tests: [${tests}], measures: [${measures}] }
  names: { sql: "select * from (values (0, 'a'), (1, 'b'), (2, 'c')) v(kind, name)" }
  total: { sql: sql/total.sql, tests: [{ check: amount < 7000 }] }
`

async function kitchen(tests = '', more: Record<string, string> = {}): Promise<Desk> {
  const one = await desk({ ...shop(recipe(tests), { staged, total }), ...more })
  const ran = await one.galley('run', '--env', 'production')
  expect(ran.out, ran.err).toContain('pass')
  return one
}

interface Fault {
  readonly fault: string
  readonly detail: string
  readonly state: string
  readonly tests: readonly string[]
  readonly suggestion: string | null
}
const faults = (ran: Ran, node = 0): Fault[] => ran.json.nodes[node].faults
const survivors = (ran: Ran): string[] =>
  faults(ran).flatMap(({ state, detail }) => (state === 'survived' ? [detail] : []))

describe('galley mutate', () => {
  it('says which faults nobody sees, and what would see them', async () => {
    const { galley } = await kitchen('{ unique: id }')
    const ran = await galley('mutate', 'staged', '--json')
    expect(ran.exit, ran.err).toBe(0)
    expect(ran.json.nodes[0]).toMatchObject({
      recipe: 'shop',
      node: 'staged',
      rows: 200,
      failing: { tests: [], charts: [] },
    })
    const found = Object.fromEntries(faults(ran).map((one) => [one.detail, one]))
    expect(found['1 row in 10 is there twice']).toMatchObject({ state: 'caught', tests: ['staged: unique(id)'] })
    expect(found['1 row in 10 is missing']).toMatchObject({
      state: 'survived',
      suggestion: 'tests: [{ row_count: { equals: production, within: 5% } }]',
    })
    // What is made of it is computed over the fault.
    expect(found['amount is 100 times as large']).toMatchObject({
      state: 'caught',
      tests: ['total: check(amount < 7000)'],
    })
    expect(found['1 row in 10 has no day']).toMatchObject({
      state: 'survived',
      suggestion: 'tests: [{ not_null: day }]',
    })
    expect(found['the latest day of day is missing']).toMatchObject({ state: 'survived' })
    // Every id is above 0 as it is, so this changes nothing.
    expect(found['no WHERE']).toMatchObject({ fault: 'wrong_filter', state: 'equivalent' })
    expect(ran.json.score).toBe(ran.json.caught / (ran.json.caught + ran.json.survived))
  })

  it('the tests that it suggests see the faults that survived', async () => {
    const { galley, write, commit } = await kitchen('{ unique: id }')
    const before = await galley('mutate', 'staged', '--json')
    const suggested = faults(before).flatMap(({ suggestion }) => /^tests: \[(.*)\]$/.exec(suggestion ?? '')?.[1] ?? [])
    await write(
      shop(recipe(['{ unique: id }', ...suggested.filter((one) => !one.includes('freshness'))].join(', ')), {}),
    )
    await commit('Test more')
    expect((await galley('run', '--env', 'production')).exit).toBe(0)
    const after = await galley('mutate', 'staged', '--json')
    expect(after.json.score).toBeGreaterThan(before.json.score)
    // Days and kinds that are mixed up need a chart, or a unit test.
    expect(survivors(after).filter((detail) => /has no|times|1 row in 10 is missing/.test(detail))).toEqual([])
  })

  it('tries faults from all over a query that has too many, and says how many it did not try', async () => {
    const rows = Array.from({ length: 80 }, (_, index) => `select id from range(9) r${index}(id) where id > ${index}`)
    const one = await desk(shop('nodes: { many: { sql: sql/many.sql } }\n', { many: rows.join('\nunion all ') }))
    expect((await one.galley('run', '--env', 'production')).exit).toBe(0)
    const ran = await one.galley('mutate', '--json')
    const lines = (ran.json.nodes[0].faults as { location: { line: number } | null }[]).flatMap(
      ({ location }) => location?.line ?? [],
    )
    expect(ran.json.nodes[0].untried + lines.length).toBe(sqlMutants(rows.join('\nunion all '), 'duckdb').length)
    expect(Math.min(...lines)).toBeLessThan(5)
    expect(Math.max(...lines)).toBeGreaterThan(75)
    expect((await one.galley('mutate')).out).toContain(
      `${ran.json.nodes[0].untried} more faults in the SQL: too many to try`,
    )
  })

  it('is the same every time, and other rows with another seed', async () => {
    const { galley } = await kitchen('{ check: id <> 7 or amount is not null }')
    const [one, again, other] = [
      await galley('mutate', '--json'),
      await galley('mutate', '--json'),
      await galley('mutate', '--seed', '8', '--json'),
    ]
    expect(again.json).toEqual(one.json)
    expect(other.json.seed).toBe(8)
  })

  it('touches neither builds nor names, also when it is asked in a kitchen', async () => {
    const { galley, write, git, commit } = await kitchen()
    await git('checkout', '-qb', 'change')
    await write({ 'recipes/shop/sql/total.sql': total.replace('sum', 'avg') })
    await commit('Mean')
    await galley('run', '--env', 'pr_1', '--base', 'main', '--head', 'change')
    const [envs, versions] = [(await galley('envs', '--json')).json, (await galley('versions', '--json')).json]
    const ran = await galley('mutate', '--env', 'pr_1', '--base', 'main', '--json')
    expect(ran.json.nodes.map(({ node }: { node: string }) => node)).toEqual(['total'])
    expect((await galley('envs', '--json')).json).toEqual(envs)
    expect((await galley('versions', '--json')).json).toEqual(versions)
    expect((await galley('run', '--env', 'production', '--head', 'main', '--json')).json.promotion.road).toBe('none')
  })

  it('unit tests see faults in SQL', async () => {
    const tests = `node: total
tests:
  - name: kinds without a name stay
    given: { staged: [{ kind: 4, amount: 2 }, { kind: 4, amount: 4 }], names: [] }
    expect: [{ kind: 4, amount: 6 }]
`
    const { galley } = await kitchen('', { 'recipes/shop/tests/total.yaml': tests })
    const ran = await galley('mutate', 'total', '--json')
    const inner = faults(ran).find(({ fault }) => fault === 'inner_for_left')
    expect(inner).toMatchObject({
      state: 'caught',
      tests: ['unit test of total: kinds without a name stay'],
      location: { file: 'recipes/shop/sql/total.sql', line: 1 },
    })
    expect(faults(ran).find(({ detail }) => detail === 'avg() instead of sum()')).toMatchObject({ state: 'caught' })
  })

  it('fails below a least score, and says which columns nobody looks at', async () => {
    const { galley } = await kitchen('{ not_null: [id, amount] }')
    const ran = await galley('mutate', 'staged', '--min-score', '90')
    expect(ran.exit).toBe(1)
    expect(ran.out).toContain('nobody looks at: kind, day')
    expect(ran.out).toContain('would see it: tests: [{ unique: id }]')
    expect(ran.out).toMatch(/\d+ of \d+ faults caught: \d+ %$/)
  })

  it.each([
    [['stged'], 'mutate.unknown_node', 'Did you mean "staged"?'],
    [['--env', 'pr_9'], 'mutate.no_environment', 'galley run --env NAME'],
    [['--seed', 'x'], 'usage', null],
    [['--min-score', 'all'], 'usage', 'Write it as 80.'],
  ])('%s is refused', async (args, code, hint) => {
    const { galley } = await kitchen()
    const ran = await galley('mutate', ...args, '--json')
    expect(ran).toMatchObject({ exit: 2, json: { error: { code } } })
    if (hint !== null) expect(ran.json.error.hint).toContain(hint)
  })
})

describe('faults in SQL', () => {
  const edits = (text: string): string[] => sqlMutants(text, 'duckdb').map((one) => one.text)

  it.each([
    ['select 1 from a left join b using (x)', ['select 1 from a join b using (x)']],
    ['select 1 from a left outer join b using (x)', ['select 1 from a join b using (x)']],
    ['select 1 from a inner join b using (x)', ['select 1 from a left join b using (x)']],
    ['select 1 from a cross join b', []],
    [
      'select 1 from a where x <= 1 group by y',
      ['select 1 from a  group by y', 'select 1 from a where x < 1 group by y'],
    ],
    ['select 1 from a where x between 1 and 2', ['select 1 from a ']],
    ['select (select 1 from b where c = 1) from a', ['select (select 1 from b ) from a']],
    ['select \'>\' as "left join" -- a < b', []],
    ['select min(x), sum (y) from a', ['select max(x), sum (y) from a', 'select min(x), avg (y) from a']],
    ['select x <> 1 or y from a', ['select x = 1 or y from a', 'select x <> 1 and y from a']],
  ])('%s', (text, expected) => expect(edits(text)).toEqual(expected))

  it('are told with their line', () => {
    expect(sqlMutants('select 1\nfrom a\nwhere x > 1', 'duckdb').map(({ line }) => line)).toEqual([3, 3])
  })
})
