import { beforeAll, describe, expect, it } from 'vitest'
import { planChange } from '../../recipes-schema/plan/plan.ts'
import { selectNodes } from '../../recipes-schema/plan/select.ts'
import { type NodeId, nodeId, type Project } from '../../recipes-schema/recipe/types.ts'
import { project, shop } from '../support/project.ts'

// raw -> a -> b -> c -> d, and raw -> e -> d
const recipe = `sources: { raw: { file: raw.csv } }
nodes:
  a: { sql: "select id from raw", tags: [daily, core] }
  b: { sql: "select id from a", tags: [daily] }
  c: { sql: "select id from b", owner: ann }
  d: { sql: "select c.id from c join e on c.id = e.id" }
  e: { sql: "select id from raw", tags: [core] }
  tell: { run: "true", inputs: [recipe.yaml] }
`
let head: Project
beforeAll(async () => {
  head = await project({
    ...shop(recipe),
    'recipes/other/recipe.yaml': 'recipe: other\nnodes:\n  far: { sql: "select id from d" }\n',
  })
})

const changed = new Set([nodeId('shop', 'b'), nodeId('shop', 'e')])
const selected = (expression: string): string => {
  const selection = selectNodes(expression, { project: head, changed })
  if (!selection.ok) return selection.faults.map(({ message, hint }) => `${message} ${hint ?? ''}`.trim()).join(' | ')
  return [...selection.nodes].sort().join(' ')
}

describe('a selection', () => {
  it.each([
    ['a', 'shop.a'],
    ['shop.a', 'shop.a'],
    ['a e', 'shop.a shop.e'],
    ['a+', 'other.far shop.a shop.b shop.c shop.d'],
    ['a+1', 'shop.a shop.b'],
    ['+c', 'shop.a shop.b shop.c'],
    ['1+c', 'shop.b shop.c'],
    ['2+c+1', 'shop.a shop.b shop.c shop.d'],
    ['+b+', 'other.far shop.a shop.b shop.c shop.d'],
    ['raw+1', 'shop.a shop.e'],
    ['raw', ''],
    ['tag:daily', 'shop.a shop.b'],
    ['tag:daily,tag:core', 'shop.a'],
    ['tag:core+1', 'shop.a shop.b shop.d shop.e'],
    ['recipe:other', 'other.far'],
    ['1+recipe:other', 'other.far shop.d'],
    ['kind:run', 'shop.tell'],
    ['owner:ann', 'shop.c'],
    ['changed', 'shop.b shop.e'],
    ['changed+1', 'shop.b shop.c shop.d shop.e'],
    ['changed,tag:core', 'shop.e'],
    ['+d,changed+', 'shop.b shop.c shop.d shop.e'],
    ['shop.*,kind:run', 'shop.tell'],
    ['f*r', 'other.far'],
    ['  a \n b ', 'shop.a shop.b'],
  ])('%s', (expression, expected) => {
    expect(selected(expression)).toBe(expected)
  })

  it.each([
    ['teel', 'There is no node "teel". Did you mean "tell"?'],
    ['shop.teel+', 'There is no node "shop.teel". Did you mean "shop.tell"?'],
    ['tag:dayly', 'No node has the tag "dayly". Did you mean "daily"?'],
    ['tga:daily', 'There is no method "tga:". Did you mean "tag"?'],
    ['a,teel zz*', 'There is no node "teel". Did you mean "tell"? | There is no node "zz*".'],
    [',', '"," selects nothing.'],
    ['+', '"+" is no selection. Write a node as name, +name, name+ or 2+name+1.'],
    ['a++', '"a++" is no selection. Write a node as name, +name, name+ or 2+name+1.'],
    ['', 'The selection is empty. Name a node, or leave --select out.'],
  ])('%s is a fault with what was meant', (expression, expected) => {
    expect(selected(expression)).toContain(expected)
  })
})

describe('a plan of a selection', () => {
  const edit = recipe.replace('select id from raw", tags: [daily', 'select id + 1 as id from raw", tags: [daily')
  const decided = async (over: string, ids: string[], base: Project = head): Promise<string> => {
    const plan = planChange({
      base,
      head: await project({ ...shop(over) }),
      shas: { base: null, head: 'h', merge_base: null },
      selected: new Set(ids.map((name): NodeId => nodeId('shop', name))),
    })
    const nodes = plan.recipes.find((one) => one.recipe === 'shop')?.nodes ?? []
    return nodes.map(({ node, action, reason }) => `${node}:${action}:${reason.code}`).join(' ')
  }

  it('leaves alone what was not selected, and what is downstream reads what production has', async () => {
    expect(await decided(edit, ['b', 'c'])).toBe(
      'a:skip:excluded b:reuse:unchanged c:reuse:unchanged e:reuse:unchanged d:reuse:unchanged tell:skip:excluded',
    )
    expect(await decided(edit, ['a', 'b'])).toBe(
      'a:run:changed b:run:upstream_changed c:skip:excluded e:reuse:unchanged d:reuse:unchanged tell:skip:excluded',
    )
  })

  it('cannot run what reads a node that nobody has built and was not selected', async () => {
    const more = recipe.replace('  c:', '  n: { sql: "select id from b" }\n  m: { sql: "select id from n" }\n  c:')
    const plan = planChange({
      base: head,
      head: await project(shop(more)),
      shas: { base: null, head: 'h', merge_base: null },
      selected: new Set([nodeId('shop', 'm')]),
    })
    const m = plan.recipes.find((one) => one.recipe === 'shop')?.nodes.find((node) => node.node === 'm')
    expect(m).toMatchObject({ action: 'skip', check: false, reason: { code: 'excluded', because: ['n'] } })
  })
})
