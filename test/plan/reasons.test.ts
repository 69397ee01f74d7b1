import { describe, expect, it } from 'vitest'
import { fingerprintsOf } from '../../recipes-schema/fingerprint/fingerprint.ts'
import { sideOf } from '../../recipes-schema/fingerprint/side.ts'
import { knownFrom } from '../../recipes-schema/plan/drift.ts'
import { explain } from '../../recipes-schema/plan/explain.ts'
import { type Change, isEmptyPlan, planAgainst, planChange } from '../../recipes-schema/plan/plan.ts'
import type { Fingerprint, Plan, PlannedNode } from '../../recipes-schema/plan/types.ts'
import { reasonWords } from '../../recipes-schema/plan/words.ts'
import { type NodeId, nodeId, type Project } from '../../recipes-schema/recipe/types.ts'
import { project, shop } from '../support/project.ts'

const shas = { base: null, head: 'h', merge_base: null }
const node = (plan: Plan, name: string): PlannedNode => {
  const found = plan.recipes.flatMap((recipe) => recipe.nodes).find((one) => one.node === name)
  if (found === undefined) throw new Error(`no ${name}`)
  return found
}
const brief = (plan: Plan): string =>
  plan.recipes
    .flatMap((recipe) => recipe.nodes)
    .map(({ node, action, reason, stale }) => `${node}:${action}:${reason.code}${stale ? ':stale' : ''}`)
    .join(' ')
const boundTo = (side: Project): Map<NodeId, Fingerprint> => new Map(fingerprintsOf(side).full)

describe('a node that is renamed', () => {
  const before = shop('sources: { raw: { file: raw.csv } }\nnodes: { old: { sql: "select id from raw" } }\n')
  const after = shop(
    'sources: { raw: { file: raw.csv } }\nnodes: { new: { sql: "SELECT id FROM raw", was: [older, old] } }\n',
  )

  it('is reused under its new name, and its old name goes', async () => {
    const [base, head] = [await project(before), await project(after)]
    const plan = planChange({ base, head, shas })
    expect(node(plan, 'new')).toMatchObject({ action: 'reuse', was: 'old', reason: { code: 'unchanged' } })
    expect(plan.recipes[0]?.removed).toEqual(['old'])
    expect(isEmptyPlan(plan)).toBe(false)
    const refined = planAgainst({ base, head, shas }, { version: 1, bound: boundTo(base) })
    expect(node(refined, 'new')).toMatchObject({ action: 'reuse', was: 'old' })
    expect(refined.digest).toBe(plan.digest)
  })

  it('runs when it is changed too, and is new when nobody had the old name', async () => {
    const [base, head] = [await project(before), await project(after)]
    const other = await project({ ...after, ...shop('nodes: { new: { sql: "select 2 as id", was: [old] } }\n') })
    expect(brief(planChange({ base, head: other, shas }))).toBe('new:run:changed')
    const nothing = await project(shop('nodes: { another: { sql: "select 1 as x" } }\n'))
    expect(node(planChange({ base: nothing, head, shas }), 'new')).toMatchObject({ action: 'run', was: null })
  })

  it('once production has the new name, it is like any other', async () => {
    const head = await project(after)
    const plan = planAgainst({ base: head, head, shas }, { version: 2, bound: boundTo(head) })
    expect(node(plan, 'new')).toMatchObject({ action: 'reuse', was: null })
  })
})

describe('what is left alone', () => {
  const recipe = (over = ''): Record<string, string> =>
    shop(
      `variables: { on: { type: boolean, default: false } }
nodes:
  a: { sql: "select 1 as x" }
  send: { run: "true ${over}", inputs: [recipe.yaml], outside: true, needs: [a] }
  after: { sql: "select x from a", needs: [send] }
  maybe: { sql: "select 2 as x${over}", if: "vars.on" }
  later: { sql: "select 3 as x${over}", if: "\${{ measures.a.row_count > 1 }}", needs: [a] }
`.replace('"select 1 as x" }', '"select 1 as x", measures: [row_count] }'),
    )

  it('acts outside the warehouse, or has a condition that can never hold', async () => {
    const [base, head] = [await project(recipe()), await project(recipe(' '.repeat(2)))]
    expect(brief(planChange({ base, head, shas }))).toContain('send:skip:outside_effect')
    const head2 = await project(recipe('-- 1'))
    const plan = planChange({ base: null, head: head2, shas })
    expect(node(plan, 'maybe')).toMatchObject({ action: 'skip', check: false, reason: { code: 'condition' } })
    expect(node(plan, 'later')).toMatchObject({ action: 'run', conditional: true })
  })

  it('runs in an order for production, under the same digest', async () => {
    const [base, head] = [await project(recipe()), await project(recipe('1'))]
    const change = { base, head, shas }
    const [kitchen, production] = [planChange(change), planChange({ ...change, target: 'production' })]
    expect([node(kitchen, 'send').action, node(production, 'send').action]).toEqual(['skip', 'run'])
    expect(production.digest).toBe(kitchen.digest)
  })

  it('runs when its condition begins to hold', async () => {
    const base = await project(recipe())
    const yes = Object.fromEntries(
      Object.entries(recipe()).map(([path, text]) => [path, text.replace('default: false', 'default: true')]),
    )
    expect(node(planChange({ base, head: await project(yes), shas }), 'maybe').action).toBe('run')
  })

  it('a kitchen that has made it already does not make it again', async () => {
    const [base, head] = [await project(recipe()), await project(recipe('1'))]
    const production = { version: 1, bound: boundTo(base) }
    const built = new Map([
      [nodeId('shop', 'later'), fingerprintsOf(head).full.get(nodeId('shop', 'later')) as Fingerprint],
    ])
    const plan = planAgainst({ base, head, shas, built }, production)
    expect(node(plan, 'later')).toMatchObject({ action: 'reuse', check: false })
    expect(plan.digest).toBe(planAgainst({ base, head, shas }, production).digest)
  })
})

describe('production that nobody accounts for', () => {
  const recipe =
    'sources: { raw: { file: raw.csv } }\nnodes: { a: { sql: "from raw" }, b: { sql: "select * from a" } }\n'
  const at = (from: string, to: string): Promise<Project> => project(shop(recipe.replace(from, to)))

  it('has drifted, and is shown apart from what main has changed', async () => {
    const [base, main, tampered] = [
      await at('', ''),
      await at('from raw', 'from raw limit 1'),
      await at('from raw', 'from raw limit 2'),
    ]
    const against = (side: Project): string => {
      const bound = boundTo(side)
      const known = knownFrom(() => [main], bound)
      return brief(planAgainst({ base, head: base, shas, known }, { version: 1, bound }))
    }
    expect(against(main)).toBe('a:reuse:main_moved b:reuse:unchanged')
    expect(against(tampered)).toBe('a:reuse:drifted b:reuse:unchanged')
  })

  it('knows what came out where two changes met in production', async () => {
    const base = await at('', '')
    const theirs = await at('from raw', 'from raw limit 1')
    const ours = await at('select * from a', 'select * from a limit 5')
    const production = { version: 2, bound: boundTo(theirs) }
    const promoted = planAgainst({ base, head: ours, shas }, production)
    const bound = new Map(production.bound).set(nodeId('shop', 'b'), node(promoted, 'b').fingerprint)
    const known = knownFrom(() => [ours], bound)
    expect(known.says(nodeId('shop', 'b'), node(promoted, 'b').fingerprint)).toBe(true)
    expect(known.says(nodeId('shop', 'a'), bound.get(nodeId('shop', 'a')) as Fingerprint)).toBe(false)
  })

  it('says nothing of drift where nobody has looked', async () => {
    const [base, tampered] = [await at('', ''), await at('from raw', 'from raw limit 2')]
    expect(brief(planAgainst({ base, head: base, shas }, { version: 1, bound: boundTo(tampered) }))).not.toContain(
      'drifted',
    )
  })
})

describe('the story of a node', () => {
  const recipe = `variables: { least: { type: integer, default: 5 } }
sources: { raw: { file: raw.csv } }
nodes:
  orders: { sql: "select id, kind, amount from raw" }
  kinds: { sql: "select kind, count(*) as n from orders group by kind" }
  totals: { sql: "select sum(amount) as total from orders where id > $least", with: { least: "\${{ vars.least }}" } }
  pair: { sql: "select k.n, t.total from kinds k, totals t" }
  last: { sql: "select n from pair" }
`
  const story = async (from: string, to: string, name: string): Promise<string[]> => {
    const [base, head] = [await project(shop(recipe)), await project(shop(recipe.replace(from, to)))]
    const found = explain(planChange({ base, head, shas }), name)
    return (found ?? []).map((step) => `${step.node} ${reasonWords(step)}`)
  }

  it.each([
    [
      'kind, amount',
      'lower(kind) as kind, amount',
      'last',
      [
        'shop.last reads pair, which changes',
        'shop.pair reads kinds, which changes',
        'shop.kinds reads orders.kind, which changes',
        'shop.orders changed in recipes/shop/recipe.yaml, column kind',
      ],
    ],
    [
      'from raw',
      'from raw where id > 0',
      'totals',
      [
        'shop.totals reads orders, which changes',
        'shop.orders changed in recipes/shop/recipe.yaml, so that other rows come out',
      ],
    ],
    [
      'default: 5',
      'default: 6',
      'pair',
      ['shop.pair reads totals, which changes', 'shop.totals uses least, which has another value now'],
    ],
    ['file: raw.csv', 'file: new.csv', 'shop.orders', ['shop.orders reads raw, which changes']],
    ['nothing', 'nothing', 'orders', ['shop.orders is unchanged']],
    ['nothing', 'nothing', 'ordrs', []],
  ])('%s becomes %s: %s', async (from, to, name, expected) => {
    expect(await story(from, to, name)).toEqual(expected)
  })

  it('is the shortest of several', async () => {
    const long = shop(
      'nodes: { a: { sql: "select 1 as x" }, b: { sql: "select x from a" }, c: { sql: "select x from b" }, d: { sql: "select c.x, a.x as y from c, a" } }\n',
    )
    const changed = Object.fromEntries(
      Object.entries(long).map(([path, text]) => [path, text.replace('1 as x', '2 as x')]),
    )
    const plan = planChange({ base: await project(long), head: await project(changed), shas })
    expect(explain(plan, 'd')?.map((step) => step.node)).toEqual(['shop.d', 'shop.a'])
  })
})

it('a state that was kept as plain data plans as the project does', async () => {
  const files = shop(
    'nodes: { a: { sql: "select 1 as x" }, b: { sql: "select x from a" }, c: { sql: "select 3 as z" } }\n',
  )
  const changed = shop(
    'nodes: { a: { sql: "select 2 as x" }, b: { sql: "select x from a" }, c: { sql: "select 3 as z" } }\n',
  )
  const change = async (base: Change['base']): Promise<Plan> => planChange({ base, head: await project(changed), shas })
  expect(await change(sideOf(await project(files)))).toEqual(await change(await project(files)))
})
