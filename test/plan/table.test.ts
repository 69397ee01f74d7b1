import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { table } from '../../action/report/table.ts'
import { planChange } from '../../recipes-schema/plan/plan.ts'
import type { Plan } from '../../recipes-schema/plan/types.ts'
import { reasonWords } from '../../recipes-schema/plan/words.ts'
import type { Project } from '../../recipes-schema/recipe/types.ts'
import { project, shop } from '../support/project.ts'

/**
 * What each kind of edit runs, and nothing else. `orders` has three readers: `kinds` reads its kind, `days` its day and
 * amount, `ids` its id; `last` stands on `days`. `mail` is a command with a file of its own, `clean` reads a variable.
 */
const recipe = `variables: { least: { type: integer, default: 5 } }
sources: { raw: { file: data/raw.csv } }
nodes:
  orders: { sql: sql/orders.sql, description: All orders, tests: [{ not_null: id }, { sql: odd.sql }], measures: [row_count] }
  kinds: { sql: sql/kinds.sql }
  days: { sql: sql/days.sql }
  ids: { sql: sql/ids.sql }
  last: { sql: sql/last.sql }
  clean: { sql: sql/clean.sql, with: { least: "\${{ vars.least }}" } }
  mail: { run: sh mail.sh, inputs: [mail.sh, words/*.txt], needs: [kinds] }
`
const sql = {
  orders: 'with r as (select id, day, kind, amount from raw) select id, day, kind, amount from r where amount > 0',
  kinds: 'select kind, count(*) as n from orders group by kind',
  days: 'select day, sum(amount) as total from orders group by day',
  ids: 'select id from orders',
  last: 'select max(day) as day from days',
  clean: 'select id from raw where id > $least',
}
type Files = Record<string, string>
const files: Files = {
  ...shop(recipe, sql),
  'recipes/shop/odd.sql': 'select id from orders where amount < 0',
  'recipes/shop/mail.sh': 'cat words/*.txt\n',
  'recipes/shop/words/hello.txt': 'hello\n',
  'recipes/shop/notes.md': 'nothing\n',
}

function edit(path: string, from: string, to: string): Files {
  const before = files[`recipes/shop/${path}`] ?? ''
  if (!before.includes(from)) throw new Error(`${path} does not hold ${from}`)
  return { ...files, [`recipes/shop/${path}`]: before.replace(from, to) }
}

interface Edit {
  readonly name: string
  readonly head: Files
  readonly run: readonly string[]
  readonly check?: readonly string[]
  readonly removed?: readonly string[]
}

const all = ['orders', 'kinds', 'days', 'ids', 'last', 'mail']
const edits: readonly Edit[] = [
  { name: 'a comment', head: edit('sql/orders.sql', 'with r', '-- all\nwith r'), run: [] },
  { name: 'whitespace', head: edit('sql/orders.sql', 'select id', '\n  select   id'), run: [] },
  { name: 'keyword case', head: edit('sql/kinds.sql', 'select', 'SELECT'), run: [] },
  {
    name: 'the alias of a CTE',
    head: {
      ...files,
      'recipes/shop/sql/orders.sql': sql.orders.replace('with r', 'with q').replace('from r ', 'from q '),
    },
    run: [],
  },
  {
    name: 'an added column',
    head: edit('sql/orders.sql', 'amount from r ', 'amount, 1 as more from r '),
    run: ['orders'],
  },
  {
    name: 'a column that one of three reads',
    head: edit('sql/orders.sql', 'day, kind, amount from r ', 'day, lower(kind) as kind, amount from r '),
    run: ['orders', 'kinds', 'mail'],
  },
  {
    name: 'a column that nobody reads further down',
    head: edit('sql/days.sql', 'sum(amount)', 'sum(amount) + 1'),
    run: ['days'],
  },
  { name: 'WHERE', head: edit('sql/orders.sql', 'amount > 0', 'amount > 1'), run: all },
  {
    name: 'a renamed column',
    head: {
      ...edit('sql/orders.sql', 'day, kind, amount from r ', 'day, kind as sort, amount from r '),
      'recipes/shop/sql/kinds.sql': sql.kinds.replaceAll('kind', 'sort'),
    },
    run: ['orders', 'kinds', 'mail'],
  },
  {
    name: "a test's own file",
    head: edit('odd.sql', 'amount < 0', 'amount < 1'),
    run: [],
    check: ['orders'],
  },
  { name: 'a description', head: edit('recipe.yaml', 'All orders', 'Every order'), run: [] },
  {
    name: 'a test added',
    head: edit('recipe.yaml', '[{ not_null: id }', '[{ not_null: id }, { unique: id }'),
    run: [],
    check: ['orders'],
  },
  {
    name: 'a measure added',
    head: edit('recipe.yaml', '[row_count]', '[row_count, { mean: amount }]'),
    run: [],
    check: ['orders'],
  },
  {
    name: 'the order of nodes',
    head: edit(
      'recipe.yaml',
      '  ids: { sql: sql/ids.sql }\n  last: { sql: sql/last.sql }',
      '  last: { sql: sql/last.sql }\n  ids: { sql: sql/ids.sql }',
    ),
    run: [],
  },
  {
    name: 'tags, owner and time-out',
    head: edit('recipe.yaml', 'sql/ids.sql', 'sql/ids.sql, tags: [x], owner: ann, timeout-minutes: 3'),
    run: [],
  },
  { name: 'a variable that one node uses', head: edit('recipe.yaml', 'default: 5', 'default: 6'), run: ['clean'] },
  { name: "a command's file", head: edit('mail.sh', 'cat', 'tac'), run: ['mail'] },
  { name: "a file of a command's glob", head: { ...files, 'recipes/shop/words/more.txt': 'more\n' }, run: ['mail'] },
  { name: 'a file that nobody uses', head: edit('notes.md', 'nothing', 'something'), run: [] },
  {
    name: 'a materialization',
    head: edit('recipe.yaml', 'sql/ids.sql', 'sql/ids.sql, materialized: view'),
    run: ['ids'],
  },
  {
    name: 'a new node',
    head: {
      ...edit('recipe.yaml', '  ids:', '  extra: { sql: sql/extra.sql }\n  ids:'),
      'recipes/shop/sql/extra.sql': 'select day from days',
    },
    run: ['extra'],
  },
  { name: 'a deleted node', head: edit('recipe.yaml', '  ids: { sql: sql/ids.sql }\n', ''), run: [], removed: ['ids'] },
  {
    name: 'a renamed node',
    head: edit('recipe.yaml', '  ids: { sql: sql/ids.sql }', '  numbers: { sql: sql/ids.sql, was: [ids] }'),
    run: [],
    removed: ['ids'],
  },
  {
    name: 'a source that is another file',
    head: edit('recipe.yaml', 'data/raw.csv', 'data/new.csv'),
    run: [...all, 'clean'],
  },
]

const seen: string[][] = []
let base: Project
beforeAll(async () => {
  base = await project(files)
})
afterAll(() => {
  console.log(`\n${table(['edit', 'runs', 'is checked again', 'goes', 'why the first runs'], seen)}\n`)
})

describe('each edit runs exactly what it changes', () => {
  it.each(edits)('$name', async ({ name, head, run, check = [], removed = [] }) => {
    const plan: Plan = planChange({
      base,
      head: await project(head),
      shas: { base: null, head: 'h', merge_base: null },
    })
    const nodes = plan.recipes.flatMap((recipe) => recipe.nodes)
    const running = nodes.filter((node) => node.action === 'run')
    const checking = nodes.filter((node) => node.action !== 'run' && node.check).map((node) => node.node)
    const gone = plan.recipes.flatMap((recipe) => recipe.removed)
    const why = running[0] === undefined ? '' : `${running[0].node} ${reasonWords(running[0])}`
    seen.push([
      name,
      running.map((node) => node.node).join(' '),
      checking.join(' '),
      gone.join(' '),
      why.replaceAll('recipes/shop/', ''),
    ])
    expect(running.map((node) => node.node).sort()).toEqual([...run].sort())
    expect(checking).toEqual(check)
    expect(gone).toEqual(removed)
  })
})
