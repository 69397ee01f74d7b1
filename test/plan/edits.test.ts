import { beforeAll, describe, expect, it } from 'vitest'
import { isEmptyPlan, planChange } from '../../recipes-schema/plan/plan.ts'
import type { Plan } from '../../recipes-schema/plan/types.ts'
import type { Project } from '../../recipes-schema/recipe/types.ts'
import { project, shop } from '../support/project.ts'

const recipe = `variables: { least: { type: integer, default: 5 }, other: { type: integer, default: 1 } }
sources: { raw: { file: data/raw.csv } }
nodes:
  staged: { sql: sql/staged.sql, tests: [{ not_null: id }] }
  daily: { sql: sql/daily.sql, with: { least: "\${{ vars.least }}" }, measures: [row_count] }
  weekly: { sql: sql/weekly.sql }
  summary: { sql: sql/summary.sql }
  apart: { sql: sql/apart.sql }
  notice: { run: sh notice.sh, inputs: [notice.sh], env: { ROWS: "\${{ measures.daily.row_count }}" } }
`
const sql = {
  staged: 'select id, day, amount from raw',
  daily: 'select day, sum(amount) as total from staged group by day having count(*) > $least',
  weekly: "select date_trunc('week', day) as week, sum(amount) as total from staged group by 1",
  summary: 'with d as (select * from daily) select d.day, d.total, w.total as week_total from d join weekly w on true',
  apart: 'select count(*) as n from raw',
}
const files = { ...shop(recipe, sql), 'recipes/shop/notice.sh': 'echo "$ROWS"\n' }
const edit = (path: string, from: string, to: string): Record<string, string> => {
  const before = (files as Record<string, string>)[`recipes/shop/${path}`] ?? ''
  if (!before.includes(from)) throw new Error(`${path} does not hold ${from}`)
  return { ...files, [`recipes/shop/${path}`]: before.replace(from, to) }
}

let base: Project
beforeAll(async () => {
  base = await project(files)
})

async function planOf(head: Record<string, string>): Promise<Plan> {
  return planChange({ base, head: await project(head), shas: { base: null, head: 'h', merge_base: null } })
}

const nodesOf = (plan: Plan): Plan['recipes'][number]['nodes'] => plan.recipes[0]?.nodes ?? []
const running = (plan: Plan): string[] =>
  nodesOf(plan)
    .filter((node) => node.action === 'run')
    .map((node) => node.node)
    .sort()
const checking = (plan: Plan): string[] =>
  nodesOf(plan)
    .filter((node) => node.check && node.action !== 'run')
    .map((node) => node.node)

describe('an edit runs exactly what it changes', () => {
  const cases: [name: string, head: Record<string, string>, run: string[], check?: string[]][] = [
    ['nothing', files, []],
    ['a comment', edit('sql/staged.sql', 'select id', '-- who\nselect id'), []],
    [
      'layout and keyword case',
      edit('sql/daily.sql', 'select day, sum(amount)', 'SELECT day,\n       sum(amount)'),
      [],
    ],
    ['a description', edit('recipe.yaml', 'apart: { ', 'apart: { description: Rows, '), []],
    ['a new test', edit('recipe.yaml', 'apart: { ', 'apart: { tests: [{ not_null: n }], '), [], ['apart']],
    ['a test that changes', edit('recipe.yaml', 'not_null: id', 'not_null: [id, day]'), [], ['staged']],
    ['a new measure', edit('recipe.yaml', '[row_count]', '[row_count, mean: total]'), [], ['daily']],
    ['a WHERE', edit('sql/apart.sql', 'from raw', 'from raw where id > 0'), ['apart']],
    ['a leaf', edit('sql/summary.sql', 'on true', 'on d.day >= w.week'), ['summary']],
    [
      'the root',
      edit('sql/staged.sql', 'amount', 'amount * 2 as amount'),
      ['daily', 'notice', 'staged', 'summary', 'weekly'],
    ],
    ['one of two branches', edit('sql/weekly.sql', "'week'", "'month'"), ['summary', 'weekly']],
    ['a variable that one node uses', edit('recipe.yaml', 'default: 5', 'default: 6'), ['daily', 'notice', 'summary']],
    ['a variable that nobody uses', edit('recipe.yaml', 'default: 1', 'default: 2'), []],
    ["a command's script", edit('notice.sh', 'echo', 'printf %s'), ['notice']],
    ['a materialization', edit('recipe.yaml', 'apart: { ', 'apart: { materialized: view, '), ['apart']],
    [
      'a new node',
      {
        ...edit('recipe.yaml', 'apart: {', 'extra: { sql: sql/extra.sql }\n  apart: {'),
        'recipes/shop/sql/extra.sql': 'from apart',
      },
      ['extra'],
    ],
  ]
  it.each(cases)('%s', async (_, head, run, check = []) => {
    const plan = await planOf(head)
    expect(running(plan)).toEqual(run)
    expect(checking(plan)).toEqual(check)
    expect(isEmptyPlan(plan)).toBe(run.length === 0 && check.length === 0)
  })

  it('a node that goes is removed, not forgotten', async () => {
    const plan = await planOf(edit('recipe.yaml', '  apart: { sql: sql/apart.sql }\n', ''))
    expect(plan.recipes[0]?.removed).toEqual(['apart'])
    expect(isEmptyPlan(plan)).toBe(false)
  })
})

describe('every node says why', () => {
  it.each([
    ['staged', 'changed', [], ['recipes/shop/sql/staged.sql']],
    ['daily', 'upstream_changed', ['staged'], ['recipes/shop/sql/staged.sql']],
    ['summary', 'upstream_changed', ['daily', 'weekly'], ['recipes/shop/sql/staged.sql']],
    ['apart', 'unchanged', [], []],
  ])('%s: %s', async (name, code, because, causes) => {
    const plan = await planOf(edit('sql/staged.sql', 'amount', 'amount * 2 as amount'))
    const node = nodesOf(plan).find((one) => one.node === name)
    expect(node?.reason).toMatchObject({ code, because, files: causes })
  })

  it('names the variable', async () => {
    const plan = await planOf(edit('recipe.yaml', 'default: 5', 'default: 6'))
    const daily = nodesOf(plan).find((one) => one.node === 'daily')
    expect(daily?.reason).toMatchObject({
      code: 'variable_changed',
      because: ['least'],
      files: ['recipes/shop/recipe.yaml'],
    })
  })
})

describe('the digest', () => {
  it('is equal for equal content in any order of files, and for other SHAs', async () => {
    const head = edit('sql/weekly.sql', "'week'", "'month'")
    const shuffled = Object.fromEntries(Object.entries(head).reverse())
    const one = await planOf(head)
    const other = planChange({ base, head: await project(shuffled), shas: { base: 'b', head: 'x', merge_base: 'b' } })
    expect(other.digest).toBe(one.digest)
  })

  it('differs when a test is weakened, though nothing is built anew', async () => {
    const weakened = await planOf(edit('recipe.yaml', 'not_null: id }', 'not_null: id, severity: log }'))
    expect(weakened.digest).not.toBe((await planOf(files)).digest)
  })

  it('differs when a node is forced', async () => {
    const shas = { base: null, head: 'h', merge_base: null }
    const forced = planChange({ base, head: base, shas, force: ['shop.apart'] })
    expect(running(forced)).toEqual(['apart'])
    expect(forced.digest).not.toBe(planChange({ base, head: base, shas }).digest)
  })
})

const graph = `variables: { least: { type: integer, default: 5 } }
sources: { raw: { file: data/raw.csv } }
nodes:
  orders: { sql: sql/orders.sql, with: { least: "\${{ vars.least }}" }, measures: [{ name: last, value: max(id) }] }
  totals: { sql: sql/totals.sql }
  days: { sql: sql/days.sql }
  notes: { sql: sql/notes.sql }
  latest: { sql: sql/latest.sql }
  kinds: { sql: sql/kinds.sql }
  copy: { sql: sql/copy.sql, materialized: view }
  count: { sql: sql/count.sql }
  big: { sql: sql/big.sql, with: { more: "\${{ measures.orders.last }}" } }
`
const readers = {
  orders:
    'select id, day, kind, amount, note, case when amount > $least then 1 else 0 end as large from raw where amount > 0',
  // Each reader uses another column in another place.
  totals: 'select kind, sum(amount) as total from orders group by kind',
  days: 'with d as (select day, amount from orders) select d.day, d.amount as paid from d where d.day is not null',
  notes: 'select o.id, o.note from orders o join days d on d.day = o.day',
  latest: 'select distinct day, kind from orders',
  kinds: 'select t.kind from totals t where exists (select 1 from orders o where o.kind = t.kind and o.large = 1)',
  copy: 'select * from orders',
  count: 'select count(*) as n from orders',
  big: 'select id from orders where id > $more',
}

describe('an edit of a column runs its readers alone', () => {
  const before = shop(graph, readers)
  const changed = (name: keyof typeof readers, from: string, to: string): Record<string, string> => {
    if (!readers[name].includes(from)) throw new Error(`${name} does not hold ${from}`)
    return shop(graph, { ...readers, [name]: readers[name].replace(from, to) })
  }
  /** A star reads every column, and nobody can know of which a measure is made. */
  const always = ['big', 'copy', 'orders']
  const cases: [name: string, head: Record<string, string>, run: string[]][] = [
    ['an added column', changed('orders', 'note,', 'note, amount * 2 as twice,'), always],
    ['a column that one reader reads', changed('orders', 'note,', 'lower(note) as note,'), [...always, 'notes']],
    [
      'a column in GROUP BY and under DISTINCT',
      changed('orders', 'kind,', 'lower(kind) as kind,'),
      [...always, 'kinds', 'latest', 'totals'],
    ],
    [
      'a column in WHERE, JOIN and DISTINCT',
      changed('orders', 'day,', 'day + 1 as day,'),
      [...always, 'days', 'latest', 'notes'],
    ],
    ['a column in a subquery', changed('orders', 'then 1', 'then 2'), [...always, 'kinds']],
    ['a variable in that column', shop(graph.replace('default: 5', 'default: 6'), readers), [...always, 'kinds']],
    ['an aggregated column', changed('orders', 'amount,', 'amount + 1 as amount,'), [...always, 'days', 'totals']],
    [
      'the rows',
      changed('orders', 'amount > 0', 'amount > 1'),
      [...always, 'count', 'days', 'kinds', 'latest', 'notes', 'totals'],
    ],
    ['the order of columns', changed('orders', 'id, day', 'day, id'), always],
    ['a name that nobody uses', changed('orders', 'note,', 'note, id as number,'), always],
    [
      'the alias of a common table expression',
      changed(
        'days',
        'with d as (select day, amount from orders) select d.day, d.amount as paid from d where d.day',
        'with e as (select day, amount from orders) select e.day, amount as paid from e where e.day',
      ),
      [],
    ],
    ['a star written out', changed('copy', '*', 'id, day, kind, amount, note, large'), []],
    ['a column of a leaf', changed('days', 'd.amount as paid', 'd.amount + 1 as paid'), ['days']],
    [
      'a table that becomes a view',
      shop(graph.replace('latest: { ', 'latest: { materialized: view, '), readers),
      ['latest'],
    ],
  ]
  it.each(cases)('%s', async (_, head, run) => {
    const plan = planChange({
      base: await project(before),
      head: await project(head),
      shas: { base: null, head: 'h', merge_base: null },
    })
    expect(running(plan)).toEqual([...run].sort())
  })

  it('names the upstream whose column changed, not the other', async () => {
    const plan = planChange({
      base: await project(before),
      head: await project(changed('orders', 'kind,', 'lower(kind) as kind,')),
      shas: { base: null, head: 'h', merge_base: null },
    })
    const because = Object.fromEntries(nodesOf(plan).map((node) => [node.node, node.reason.because]))
    expect(because).toMatchObject({ totals: ['orders'], kinds: ['orders', 'totals'], latest: ['orders'] })
    expect(because.notes).toEqual([])
  })
})

describe('the declared columns of a source are its columns', () => {
  const declaring = (columns: string, more = ''): Record<string, string> =>
    shop(
      `sources: { raw: { file: data/raw.csv, columns: { ${columns} } } }\nnodes:
  copy: { sql: "select * from raw" }
  kinds: { sql: "select kind, count(*) as n from copy group by kind" }
  sums: { sql: "select sum(amount) as total from raw" }
  count: { sql: "select count(*) as n from raw" }
  told: { sql: "select kind from kinds" }${more}
`,
    )
  const columns = 'id: bigint, kind: varchar, amount: double'
  const cases: [name: string, head: Record<string, string>, run: string[]][] = [
    ['another type of a column', declaring(columns.replace('double', '"decimal(10, 2)"')), ['copy', 'sums']],
    [
      'another type of a column that a reader of a star reads',
      declaring(columns.replace('varchar', 'json')),
      ['copy', 'kinds', 'told'],
    ],
    ['a column more', declaring(`${columns}, note: varchar`), ['copy']],
    ['a column less', declaring(columns.replace('id: bigint, ', '')), ['copy']],
    ['another order', declaring('kind: varchar, id: bigint, amount: double'), ['copy']],
    ['a description', declaring(columns.replace('bigint', '{ type: BIGINT, description: Its number }')), []],
    [
      'another file',
      shop(
        String(declaring(columns)['recipes/shop/recipe.yaml'])
          .replace('recipe: shop\n', '')
          .replace('raw.csv', 'new.csv'),
      ),
      ['copy', 'count', 'kinds', 'sums', 'told'],
    ],
  ]
  it.each(cases)('%s', async (_, head, run) => {
    const base = await project(declaring(columns))
    const plan = planChange({ base, head: await project(head), shas: { base: null, head: 'h', merge_base: null } })
    expect(running(plan)).toEqual(run)
  })

  it('names the column of the source', async () => {
    const [base, head] = [declaring(columns), declaring(columns.replace('double', 'real'))]
    const shas = { base: null, head: 'h', merge_base: null }
    const plan = planChange({ base: await project(base), head: await project(head), shas })
    const sums = nodesOf(plan).find((node) => node.node === 'sums')
    expect(sums?.reason).toMatchObject({ because: ['raw'], columns: ['raw.amount'], rows: [] })
  })
})
