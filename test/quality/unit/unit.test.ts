import { describe, expect, it } from 'vitest'
import { desk, type Ran } from '../../support/cli.ts'
import { shop } from '../../support/project.ts'

const recipe = `variables: { least: { type: integer, default: 10 } }
sources: { raw: { file: "\${{ env.DATA }}/raw.csv" } }
nodes:
  staged: { sql: sql/staged.sql, tests: [{ unique: id }] }
  large: { sql: sql/large.sql, with: { least: "\${{ vars.least }}" } }
  told: { inputs: [], run: echo }
`
const sql = {
  staged: 'select raw.id, raw.amount, raw.day from raw',
  large: 'select id, amount / 3 as third, day\nfrom staged\nwhere amount >= $least',
}

async function tested(tests: string, more: Record<string, string> = {}, ...args: string[]): Promise<Ran> {
  const { galley } = await desk({ ...shop(recipe, sql), 'recipes/shop/tests/large.yaml': tests, ...more })
  return galley('test', '--json', ...args)
}

const test = (given: string, wanted: string, more = ''): string =>
  `node: large\ntests:\n  - name: one\n    given: ${given}\n    expect: ${wanted}\n${more}`

describe('a unit test passes', () => {
  it.each([
    [
      'rows in any order, some columns',
      '{ staged: [{ id: 1, amount: 9 }, { id: 2, amount: 10 }, { id: 3, amount: 30 }] }',
      '[{ id: 3 }, { id: 2 }]',
    ],
    ['numbers to nine digits', '{ staged: [{ id: 1, amount: 10 }] }', '[{ third: 3.3333333333 }]'],
    ['within a tolerance', '{ staged: [{ id: 1, amount: 10 }] }', '{ rows: [{ third: 3.3 }], tolerance: 0.05 }'],
    ['dates as texts', "{ staged: [{ id: 1, amount: 10, day: '2026-01-31' }] }", "[{ day: '2026-01-31' }]"],
    ['a missing value', '{ staged: [{ id: 1, amount: 10 }] }', '[{ id: 1, day: null }]'],
    ['from the source on', '{ raw: [{ id: 1, amount: 10 }] }', '[{ id: 1 }]'],
    ['no rows', '{ staged: [] }', '[]'],
    ['no rows of the source', '{ raw: [] }', '[]'],
    ['a count', '{ staged: [{ id: 1, amount: 10 }, { id: 2, amount: 10 }] }', '{ count: 2 }'],
    [
      'typed columns',
      '{ staged: { rows: [{ id: 1, amount: "10.5" }], columns: { amount: "decimal(10, 2)" } } }',
      '[{ third: 3.5 }]',
    ],
    ['an error', '{ staged: [{ id: 1, amount: much }] }', '{ error: cannot compare }'],
    [
      'rows in order',
      '{ staged: [{ id: 2, amount: 10 }, { id: 1, amount: 20 }] }',
      '{ ordered: true, rows: [{ id: 2 }, { id: 1 }] }',
    ],
    ['equal rows, each once', '{ staged: [{ id: 1, amount: 30 }, { id: 1, amount: 30 }] }', '[{ id: 1 }, { id: 1 }]'],
    ['another variable', '{ staged: [{ id: 1, amount: 5 }] }', '[{ id: 1 }]', '    vars: { least: 5 }\n'],
    ['a file', '{ staged: { file: staged.csv } }', '[{ id: 7 }]'],
  ])('%s', async (_, given, wanted, more = '') => {
    const ran = await tested(test(given, wanted, more), {
      'recipes/shop/tests/staged.csv': 'id,amount,day\n7,70,\n8,1,\n',
    })
    expect(ran.json).toMatchObject({ schema_version: 1, ok: true, counts: { passed: 1, failed: 0 } })
    expect(ran.exit).toBe(0)
  })
})

describe('a unit test fails with what differs', () => {
  it('changed, missing and unexpected rows, told apart by the key', async () => {
    const given = '{ staged: [{ id: 1, amount: 30 }, { id: 2, amount: 60 }, { id: 4, amount: 90 }] }'
    const wanted = '{ key: [id], rows: [{ id: 1, third: 10 }, { id: 2, third: 21 }, { id: 3, third: 30 }] }'
    const ran = await tested(test(given, wanted))
    expect(ran.exit).toBe(1)
    expect(ran.json.tests[0]).toMatchObject({
      recipe: 'shop',
      node: 'large',
      test: 'one',
      state: 'failed',
      message: '1 row with other values, 1 row missing, 1 row unexpected, 1 row as expected.',
      location: { file: 'recipes/shop/tests/large.yaml', line: 3 },
      diff: {
        columns: ['id', 'third'],
        changed: [{ expected: ['2', '21.0'], found: ['2', '20.0'], differing: ['third'] }],
        missing: [['3', '30.0']],
        unexpected: [['4', '30.0']],
        same: 1,
      },
    })
  })

  it('is drawn for people', async () => {
    const { galley } = await desk({
      ...shop(recipe, sql),
      'recipes/shop/tests/large.yaml': test(
        '{ staged: [{ id: 1, amount: 30 }] }',
        '[{ id: 1, third: 11 }, { id: 2, third: 1 }]',
      ),
    })
    const ran = await galley('test')
    expect(ran.out.replace(/\d+\.\d\d s/, 'S')).toBe(`failed  shop.large: one
    recipes/shop/tests/large.yaml:3
    1 row with other values, 1 row missing, 0 rows as expected.
      id  third
    ~ 1   11.0 -> 10.0
    - 2   1.0
    ~ expected -> found   - missing   + unexpected

0 of 1 test passed, 1 did not.`)
  })

  it.each([
    [
      'a wrong order',
      '{ staged: [{ id: 2, amount: 10 }, { id: 1, amount: 20 }] }',
      '{ ordered: true, rows: [{ id: 1 }, { id: 2 }] }',
      '2 rows with other values, 0 rows as expected.',
    ],
    [
      'rows where none are expected',
      '{ staged: [{ id: 2, amount: 10 }] }',
      '[]',
      '1 row unexpected, 0 rows as expected.',
    ],
    ['a wrong count', '{ staged: [{ id: 2, amount: 10 }] }', '{ count: 2 }', '1 row, expected 2.'],
    [
      'no error',
      '{ staged: [] }',
      '{ error: division }',
      'It worked; expected was an error with the words "division".',
    ],
    ['a column that is not there', '{ staged: [] }', '[{ idd: 1 }]', 'large has no column idd; it has id, third, day.'],
    [
      'equal rows, one too many',
      '{ staged: [{ id: 1, amount: 30 }, { id: 1, amount: 30 }] }',
      '[{ id: 1 }]',
      '1 row unexpected, 1 row as expected.',
    ],
  ])('%s', async (_, given, wanted, message) => {
    const ran = await tested(test(given, wanted))
    expect(ran.json.tests[0]).toMatchObject({ state: 'failed', message })
    expect(ran.exit).toBe(1)
  })

  it('SQL that fails is an error at its own line', async () => {
    const ran = await tested(test('{ staged: [{ id: 1, amount: much }] }', '[]'))
    expect(ran.json.tests[0]).toMatchObject({
      state: 'error',
      location: { file: 'recipes/shop/sql/large.sql' },
      message: expect.stringContaining('Cannot compare values'),
    })
  })
})

describe('what is written wrongly is told with its place', () => {
  it.each([
    [
      'an unknown node',
      'node: lrge\ntests: [{ name: a, given: {}, expect: [] }]',
      'unit.unknown_relation',
      1,
      'Did you mean "large"?',
    ],
    ['a node that is no SQL', 'node: told\ntests: [{ name: a, given: {}, expect: [] }]', 'unit.not_sql', 1, null],
    ['a test of no node', 'tests:\n  - { name: a, given: {}, expect: [] }', 'unit.no_node', 2, null],
    [
      'nothing given',
      'node: large\ntests:\n  - { name: a, given: {}, expect: [] }',
      'unit.missing_given',
      3,
      'Add `raw:` with its rows, or [] for none.',
    ],
    [
      'something that is not read',
      'node: staged\ntests:\n  - name: a\n    given:\n      raw: []\n      large: []\n    expect: []',
      'unit.unread',
      6,
      null,
    ],
    [
      'an unknown variable',
      'node: staged\ntests:\n  - name: a\n    vars: { lst: 1 }\n    given: { raw: [] }\n    expect: []',
      'expression.unknown_variable',
      4,
      'least',
    ],
    [
      'an unknown key',
      'node: staged\ntests:\n  - name: a\n    given: { raw: [] }\n    expects: []',
      'recipe.missing_key',
      3,
      null,
    ],
    [
      'a file that is not there',
      'node: staged\ntests:\n  - name: a\n    given: { raw: { file: no.csv } }\n    expect: []',
      'unit.no_file',
      4,
      null,
    ],
  ])('%s', async (_, file, code, line, hint) => {
    const ran = await tested(file)
    expect(ran.exit).toBe(2)
    expect(ran.json.error.diagnostics[0]).toMatchObject({ code, line, file: 'recipes/shop/tests/large.yaml' })
    if (hint !== null) expect(ran.json.error.diagnostics[0].hint).toContain(hint)
  })

  it('`galley validate` tells it as well', async () => {
    const wrong = 'node: lrge\ntests: [{ name: a, given: {}, expect: [] }]'
    const { galley } = await desk({ ...shop(recipe, sql), 'recipes/shop/tests/large.yaml': wrong })
    const ran = await galley('validate', '--json')
    expect(ran).toMatchObject({ exit: 2, json: { ok: false, diagnostics: [{ code: 'unit.unknown_relation' }] } })
  })

  it.each([
    [['larg'], 'test.unknown_node'],
    [['staged'], 'test.none'],
  ])('galley test %s', async (args, code) => {
    expect(await tested(test('{ staged: [] }', '[]'), {}, ...args)).toMatchObject({
      exit: 2,
      json: { error: { code } },
    })
  })
})

describe('SQL of another dialect', () => {
  it.each([
    [
      'postgres',
      '{ type: postgres, url: "${{ secrets.URL }}" }',
      "select id::text as id, date_trunc('month', day)::date as month, string_agg(name, ',' order by name) as names from staged group by id, day",
      '{ id: "1", month: "2026-01-01", names: "a,b" }',
    ],
  ])('%s is translated for DuckDB', async (_, connection, query, wanted) => {
    const files = shop(
      'nodes:\n  staged: { sql: "select 1 as id, \'a\' as name, current_date as day" }\n  top: { sql: sql/top.sql }\n',
      { top: query },
    )
    files['galley.yaml'] = (files['galley.yaml'] ?? '').replace(/\{ type: duckdb.*?" \}/, connection)
    files['recipes/shop/tests/top.yaml'] =
      `node: top\ntests:\n  - name: a\n    given: { staged: [{ id: 1, name: b, day: 2026-01-31 }, { id: 1, name: a, day: 2026-01-31 }] }\n    expect: [${wanted}]\n`
    const { galley } = await desk(files)
    const ran = await galley('test')
    expect(ran.err).toBe('')
    expect(ran.out).toContain('1 test passed.')
  })
})
