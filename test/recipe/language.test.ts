import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { fingerprintsOf } from '../../recipes-schema/fingerprint/fingerprint.ts'
import type { Node, NodeId } from '../../recipes-schema/recipe/types.ts'
import type { Place } from '../../recipes-schema/text/diagnostic.ts'
import { schemas } from '../../recipes-schema/written/check.ts'
import { load, project, shop } from '../support/project.ts'

function nodeOf(loaded: { readonly nodes: ReadonlyMap<NodeId, Node> }, id: string): Node {
  const found = loaded.nodes.get(id as NodeId)
  if (found === undefined) throw new Error(`no node ${id}`)
  return found
}

/** `code underlined text` of every finding, with the text at its related places behind. */
async function found(recipe: string, more: Record<string, string> = {}): Promise<string[]> {
  const files = { ...shop(recipe), ...more }
  const { diagnostics } = await load(files)
  const textAt = ({ file, line, column, end_line, end_column }: Place): string => {
    const lines = (files[file] ?? '').split('\n').slice(line - 1, end_line)
    const end = end_column - (lines.length > 1 ? 0 : column) - (lines.length > 1 ? 1 : 0)
    return lines.length > 1
      ? [(lines[0] ?? '').slice(column - 1), ...lines.slice(1, -1), (lines.at(-1) ?? '').slice(0, end)].join('\n')
      : (lines[0] ?? '').slice(column - 1, column - 1 + end)
  }
  return diagnostics.map((one) => [`${one.code} ${textAt(one)}`, ...one.related.map(textAt)].join(' < '))
}

describe('variables', () => {
  const recipe = `variables:
  n: { type: integer, default: 1, description: How many }
  name: { type: string, default: a }
variations: { small: { variables: { n: 2 } } }
nodes: { a: { sql: select $n as n, with: { n: "\${{ vars.n }}" } } }
`
  const files = (environment: string): Record<string, string> => {
    const all = shop(recipe)
    const yaml = all['galley.yaml'] ?? ''
    return { ...all, 'galley.yaml': yaml.replace('schema: analytics', `schema: analytics${environment}`) }
  }
  it.each([
    ['the default', '', {}, [1, 'default', 'recipes/shop/recipe.yaml']],
    ['a variation', '', { variation: 'small' }, [2, 'variation', 'recipes/shop/recipe.yaml']],
    ['an environment', ', variables: { n: 3 }', { variation: 'small' }, [3, 'environment', 'galley.yaml']],
    [
      "an order's",
      ', variables: { n: 3 }',
      { variation: 'small', variables: { n: '4' } },
      [4, 'order', 'recipes/shop/recipe.yaml'],
    ],
    [
      'not another environment’s',
      ', variables: { n: 3 }',
      { environment: 'kitchen' as const },
      [1, 'default', 'recipes/shop/recipe.yaml'],
    ],
  ])('%s counts, and knows where it is from', async (_, environment, choice, expected) => {
    const loaded = await project(files(environment), choice)
    const variable = loaded.recipes[0]?.variables.get('n')
    expect([variable?.value, variable?.from, variable?.place.file]).toEqual(expected)
    expect(nodeOf(loaded, 'shop.a').variables).toEqual({ n: expected[0] })
  })
  it.each([
    ['a value of another type', { variables: { n: 'many' } }, 'recipe.variable_type'],
    ['a variable that nobody has', { variables: { m: '1' } }, 'order.unknown_variable'],
    ['a variation that nobody has', { variation: 'smal' }, 'order.unknown_variation'],
  ])('%s is refused', async (_, choice, code) => {
    const { diagnostics } = await load(files(''), choice)
    expect(diagnostics.map((one) => one.code)).toEqual([code])
  })
})

it('a variation leaves nodes out, with what stands on them, and changes the schedule', async () => {
  const recipe = `schedule: { cron: "0 6 * * *", timezone: Europe/Zurich, late_after: 45m }
variations: { small: { without: [a], schedule: none }, early: { schedule: { cron: "0 5 * * 1-5" } } }
nodes:
  a: { sql: select 1 as x }
  b: { sql: from a }
  c: { sql: select 1 as x }
`
  const loaded = await project(shop(recipe), { variation: 'small' })
  expect([...loaded.nodes.keys()]).toEqual(['shop.c'])
  expect(loaded.variation).toBe('small')
  const [shopRecipe] = loaded.recipes
  expect(shopRecipe?.schedule).toMatchObject({ cron: '0 6 * * *', timezone: 'Europe/Zurich', lateAfter: 2700 })
  expect(shopRecipe?.variations.map((one) => one.schedule)).toMatchObject([
    null,
    { cron: '0 5 * * 1-5', timezone: 'UTC' },
  ])
})

it('a variation leaves out a leg of a matrix alone', async () => {
  const recipe = (leg: string): string =>
    `variations: { small: { without: [${leg}] } }\nnodes:\n  a: { run: ls, strategy: { matrix: { r: [eu, us] } } }\n`
  const loaded = await project(shop(recipe('a__eu')), { variation: 'small' })
  expect([...loaded.nodes.keys()]).toEqual(['shop.a__us'])
  expect(await found(recipe('a__ue'))).toEqual(['recipe.unknown_node a__ue'])
})

it.each([
  ['run: ls, outside: true, sandbox: { command: pwd }', 'command'],
  ['dbt: { project: . }, sandbox: { selekt: b }', 'selekt'],
  ['dbt: { project: . }, sandbox: { select: b }', null],
  ['sql: select 1 as x, sandbox: { sample: 1 }', 'sample'],
])('a sandbox is made of the options of the kind: %s', async (node, key) => {
  expect(await found(`nodes: { a: { ${node} } }\n`)).toEqual(key === null ? [] : [`recipe.unknown_key ${key}`])
})

it.each(Object.entries(schemas))('the JSON Schema of a %s is one', (_, schema) => {
  const ajv = new Ajv({ strict: true, allowUnionTypes: true })
  expect(ajv.validateSchema(schema)).toBe(true)
})

describe('a matrix', () => {
  const recipe = (eu: string): string => `nodes:
  sales:
    strategy: { matrix: { region: [${eu}, us], year: [2025, 2026] } }
    sql: select $region as region, $year as year
    with: { region: "\${{ matrix.region }}", year: "\${{ matrix.year }}" }
  all: { run: ls, needs: [sales] }
  one: { sql: from sales__us_2026 }
`
  it('makes a node for each leg, and its name means all of them', async () => {
    const loaded = await project(shop(recipe('eu')))
    expect([...loaded.nodes.keys()].filter((id) => id.includes('sales'))).toEqual([
      'shop.sales__eu_2025',
      'shop.sales__eu_2026',
      'shop.sales__us_2025',
      'shop.sales__us_2026',
    ])
    expect(nodeOf(loaded, 'shop.sales__us_2026').matrix).toEqual({ region: 'us', year: 2026 })
    expect(nodeOf(loaded, 'shop.all').upstreams).toHaveLength(4)
    expect(nodeOf(loaded, 'shop.one').upstreams).toEqual(['shop.sales__us_2026'])
  })
  it('has its values in the fingerprints, also of what reads it', async () => {
    const prints = [recipe('"e u"'), recipe('"e-u"')].map(async (text) => {
      const reader = text.replace('sales__us_2026', 'sales__e_u_2025').replace('from sales', 'select region from sales')
      return fingerprintsOf(await project(shop(reader))).full
    })
    const [one, other] = await Promise.all(prints)
    for (const id of ['shop.sales__e_u_2025', 'shop.one'] as NodeId[]) expect(one?.get(id)).not.toBe(other?.get(id))
    expect(one?.get('shop.sales__us_2025' as NodeId)).toBe(other?.get('shop.sales__us_2025' as NodeId))
  })
  it.each([
    ['legs of one name', 'strategy: { matrix: { a: ["x-y", x_y] } }', ['recipe.matrix { a: ["x-y", x_y] }']],
    [
      'too many legs',
      `strategy: { matrix: { a: ${JSON.stringify([...Array(17).keys()])}, b: ${JSON.stringify([...Array(17).keys()])} } }`,
      ['recipe.matrix'],
    ],
    [
      'a key that it has not',
      'strategy: { matrix: { a: [x] } }, env: { A: "${{ matrix.b }}" }',
      ['expression.unknown_matrix_key matrix.b'],
    ],
    ['a key of none', 'env: { A: "${{ matrix.b }}" }', ['expression.unknown_matrix_key matrix.b']],
  ])('%s', async (_, keys, expected) => {
    const codes = await found(`nodes:\n  a: { run: ls, description: x, ${keys} }\n`)
    expect(codes.map((code, index) => code.slice(0, expected[index]?.length))).toEqual(expected)
  })
})

describe('another recipe as a step', () => {
  const regions = (body: string): Record<string, string> => ({
    'recipes/regions/recipe.yaml': `recipe: regions\nnodes:\n${body}`,
  })
  it('starts after what the step needs, and is done when all of it is', async () => {
    const recipe =
      'nodes:\n  a: { sql: select 1 as x }\n  r: { recipe: regions, needs: [a] }\n  z: { run: ls, needs: [r] }\n'
    const loaded = await project({
      ...shop(recipe),
      ...regions('  first: { sql: select 1 as x }\n  last: { sql: from first }\n'),
    })
    expect(loaded.order.map((node) => node.name)).toEqual(['a', 'first', 'last', 'r', 'z'])
    expect(nodeOf(loaded, 'regions.first').whole).toEqual(['shop.a'])
    expect(nodeOf(loaded, 'shop.r').upstreams).toEqual(['regions.first', 'regions.last', 'shop.a'])
  })
  it.each([
    [
      'a recipe that is not there',
      'nodes: { r: { recipe: region } }\n',
      '  x: { run: ls }\n',
      ['recipe.unknown_recipe region'],
    ],
    ['itself', 'nodes: { r: { recipe: shop } }\n', '  x: { run: ls }\n', ['recipe.unknown_recipe shop']],
    [
      'a circle across recipes',
      'nodes: { a: { sql: from y }, b: { sql: select 1 as x } }\n',
      '  y: { sql: from a }\n',
      ['graph.cycle y < a'],
    ],
    [
      'a circle through steps',
      'nodes: { a: { recipe: regions } }\n',
      '  y: { run: ls, needs: [a] }\n',
      ['graph.cycle y < a'],
    ],
  ])('%s', async (_, recipe, other, expected) => {
    expect(await found(recipe, regions(other))).toEqual(expected)
  })
})

describe('expressions are checked where they stand', () => {
  const before = `variables: { n: { type: integer, default: 1 } }
sources: { raw: { file: a.csv } }
nodes:
  a: { sql: from raw, tests: [{ not_null: x }], measures: [row_count, { mean: x }] }
  c: { run: ls }
`
  it.each([
    ['all is well', '{ run: ls, if: measures.a.row_count > 10 && tests.a.passed, env: { A: "${{ secrets.A }}" } }', []],
    ['outputs of a command', '{ run: ls, env: { A: "${{ nodes.c.outputs.text }}" } }', []],
    ['an unknown node', '{ run: ls, if: tests.b1.passed }', ['expression.unknown_node tests.b1.passed']],
    ['tests of a source', '{ run: ls, if: tests.raw.passed }', ['expression.unknown_test tests.raw.passed']],
    [
      'an unknown finding of tests',
      '{ run: ls, if: "${{ tests.a.pased }}" }',
      ['expression.unknown_test tests.a.pased'],
    ],
    ['an unknown measure', '{ run: ls, if: measures.a.mean > 1 }', ['expression.unknown_measure measures.a.mean']],
    [
      'an output of a query',
      '{ run: ls, env: { A: "${{ nodes.a.outputs.x }}" } }',
      ['expression.unknown_output nodes.a.outputs.x'],
    ],
    [
      'an order that knows less',
      '{ run: ls, env: { A: "${{ order.day }}" } }',
      ['expression.unknown_order_key order.day'],
    ],
    [
      'a secret for a query',
      '{ sql: select $x as x, with: { x: "${{ secrets.X }}" } }',
      ['expression.context secrets.X'],
    ],
    ['a computed name', '{ run: ls, env: { A: "${{ vars[order.date] }}" } }', ['expression.computed vars']],
    ['a context as a whole', '{ run: ls, env: { A: "${{ toJSON(vars) }}" } }', ['expression.context vars']],
    ['a number and a text', `{ run: ls, if: "\${{ measures.a.row_count == 'many' }}" }`, ['expression.type ==']],
    ['a number and a text that is one', `{ run: ls, if: "\${{ measures.a.row_count == '12' }}" }`, []],
    ['less than true', '{ run: ls, if: tests.a.passed > 1 }', ['expression.type >']],
    ['a text as a condition', '{ run: ls, if: "${{ vars.n }} > 3" }', ['expression.condition "${{ vars.n }} > 3"']],
    ['an expression in a command', '{ run: "echo ${{ vars.n }}" }', ['expression.in_run ${{ vars.n }}']],
    ['an expression in SQL', '{ sql: "select ${{ vars.n }} as x" }', ['sql.syntax {']],
    [
      'an expression in a check',
      '{ sql: select 1 as x, tests: [{ check: "x > ${{ vars.n }}" }] }',
      ['sql.expression {'],
    ],
    [
      'in a folded text',
      '\n    run: ls\n    env:\n      A: >-\n        one\n        ${{ vars.m }}\n',
      ['expression.unknown_variable vars.m'],
    ],
    ['in a quoted text', `{ run: ls, env: { A: "\\u00e9\\t\${{ vars.m }}" } }`, ['expression.unknown_variable vars.m']],
  ])('%s', async (_, node, expected) => {
    expect(await found(`${before}  b: ${node}\n`)).toEqual(expected)
  })
  it.each([
    [
      'a source',
      'sources: { s: { file: "${{ vars.n }}/a.csv" } }\nnodes: { a: { run: ls } }\n',
      ['expression.context vars.n'],
    ],
    [
      'an alert to an address in the file',
      'alerts: [{ on: [failed], to: { slack: "https://hooks.example.com/1" } }]\nnodes: { a: { run: ls } }\n',
      ['recipe.alert_address "https://hooks.example.com/1"'],
    ],
    [
      'an alert',
      'alerts: [{ on: [failed], to: { webhook: "${{ order.date }}" } }]\nnodes: { a: { run: ls } }\n',
      ['expression.context order.date'],
    ],
  ])('%s may use less', async (_, recipe, expected) => {
    expect(await found(recipe)).toEqual(expected)
  })
})

describe('sources', () => {
  it('are read by their names and by the names of their tables', async () => {
    const recipe = `sources:
  people:
    table: raw.people_v2
    version: max(updated_at)
    columns: { id: bigint, email: { type: varchar, description: Mail } }
    sandbox: { sample: 10%, key: id, window: { by: day, last: 30d }, mask: { email: hash, name: "'x'", phone: { partial: 3 }, born: { shift: 30d }, x: null, y: keep }, strict: true }
nodes:
  a: { sql: select p.id from people p join raw.People_v2 q on true }
`
    const loaded = await project(shop(recipe))
    expect(nodeOf(loaded, 'shop.a').upstreams).toEqual(['shop.people'])
    expect(loaded.sources.get('shop.people' as NodeId)).toMatchObject({
      origin: { type: 'table', schema: 'raw', name: 'people_v2' },
      version: 'max(updated_at)',
      columns: [
        { name: 'id', type: 'bigint', description: null },
        { name: 'email', type: 'varchar', description: 'Mail' },
      ],
      sandbox: {
        sample: { percent: 10, key: 'id' },
        window: { by: 'day', last: 2_592_000 },
        mask: {
          strict: true,
          columns: {
            email: { how: 'hash' },
            name: { how: 'constant', sql: "'x'" },
            phone: { how: 'partial', keep: 3 },
            born: { how: 'shift', days: 30 },
            x: { how: 'null' },
            y: { how: 'keep' },
          },
        },
      },
    })
  })
  it.each([
    ['people', 'select id from people'],
    ['Lake.raw.People', 'select id from Lake.raw.People'],
    ['a quoted name', 'select id from lake."raw".people'],
  ])('in another catalog are read by %s', async (_, sql) => {
    const loaded = await project(
      shop(`sources: { people: { table: lake.raw.people } }\nnodes: { a: { sql: '${sql}' } }\n`),
    )
    expect(nodeOf(loaded, 'shop.a').upstreams).toEqual(['shop.people'])
    expect(loaded.sources.get('shop.people' as NodeId)?.origin).toEqual({
      type: 'table',
      catalog: 'lake',
      schema: 'raw',
      name: 'people',
    })
  })
  it('in another catalog are not read by less than all three names', async () => {
    const recipe = 'sources: { people: { table: lake.raw.folk } }\nnodes: { a: { sql: select id from raw.folk } }\n'
    const { diagnostics } = await load(shop(recipe))
    expect(diagnostics.map((one) => one.code)).toEqual(['sql.unknown_relation'])
  })
  it.each([
    ['nowhere', 's: {}', ['recipe.source_origin']],
    ['four names', 's: { table: a.b.c.d }', ['recipe.value']],
    ['in two places', 's: { file: a.csv, table: b }', ['recipe.source_origin']],
    ['a key without a sample', 's: { file: a.csv, sandbox: { key: id } }', ['recipe.sandbox']],
    ['more than all', 's: { file: a.csv, sandbox: { sample: 101% } }', ['recipe.sandbox']],
    ['a connection that is none', 's: { table: b, connection: elsewhere }', ['recipe.unknown_connection']],
  ])('%s', async (_, source, codes) => {
    const { diagnostics } = await load(shop(`sources: { ${source} }\nnodes: { a: { run: ls } }\n`))
    expect(diagnostics.map((one) => one.code)).toEqual(codes)
  })
})

it.each([
  ['0 6 * * *', 'Europe/Zurich', []],
  ['0 6 * *', 'UTC', ['recipe.cron']],
  ['0 25 * * *', 'UTC', ['recipe.cron']],
  ['every day', 'Mars/Olympus', ['recipe.cron', 'recipe.timezone']],
])('a schedule at %s in %s', async (cron, timezone, codes) => {
  const { diagnostics } = await load(
    shop(`schedule: { cron: "${cron}", timezone: ${timezone} }\nnodes: { a: { run: ls } }\n`),
  )
  expect(diagnostics.map((one) => one.code)).toEqual(codes)
})
