import { describe, expect, it } from 'vitest'
import { load, project, shop } from '../support/project.ts'
import { shopWarehouse } from '../support/shop-warehouse.ts'

const lasts = `test: lasts
version: 2
inputs:
  key: { type: columns }
  start: { type: column }
  end: { type: column }
  least: { type: integer, default: 0 }
sql: |
  select $key, count(*) as short
  from this
  where $end < $start + $least
  group by $key
`
const listed = `test: listed
inputs: { column: { type: column }, list: { type: relation }, word: { type: string, default: "it's" } }
sql: select * from this where $column not in (select name from list) and $column <> $word
`
const periods = "select * from (values ('a', 1, 5), ('a', 5, 9), ('a', 8, 12), ('b', 1, 9)) v(id, valid_from, valid_to)"

const files = (tests: string, more: Record<string, string> = {}): Record<string, string> => ({
  ...shop(
    `nodes:\n  names: { sql: "select 'a' as name" }\n  periods:\n    sql: sql/periods.sql\n    tests:\n      - ${tests}\n`,
    { periods },
  ),
  'ingredients/lasts/test.yaml': lasts,
  'ingredients/listed/test.yaml': listed,
  ...more,
})

describe('a test of one’s own', () => {
  it.each([
    [
      '{ uses: ingredients/listed, with: { column: id, list: names } }',
      "listed(column: id, list: names, word: it's)",
      1,
      '1 row returned by ingredients/listed: ',
    ],
    [
      '{ uses: ingredients/listed, with: { column: id, list: names, word: b } }',
      'listed(column: id, list: names, word: b)',
      0,
      '',
    ],
    [
      '{ uses: ingredients/listed, with: { column: id, list: names }, fail_if: "> 50%" }',
      "listed(column: id, list: names, word: it's)",
      1,
      null,
    ],
  ])('%s', async (test, name, failures, message) => {
    const shopful = await shopWarehouse()
    await shopful.deliver([1])
    const { tests } = await shopful.produce(await project(files(test)))
    expect(tests[0]).toMatchObject({ test: name, failures })
    if (message !== null) expect(`${tests[0]?.message}${failures === 0 ? '' : ': '}`).toContain(message)
    else expect(tests[0]?.state).toBe('passed')
  })

  it.each([
    [
      '{ key: [id], start: valid_from, end: valid_to, least: 5 }',
      'key: id, start: valid_from, end: valid_to, least: 5',
      1,
    ],
    [
      '{ key: [id, valid_from], start: valid_from, end: valid_to, least: 5 }',
      'key: id,valid_from, start: valid_from, end: valid_to, least: 5',
      3,
    ],
    ['{ key: id, start: valid_from, end: valid_to }', 'key: id, start: valid_from, end: valid_to, least: 0', 0],
  ])('runs with columns, values and the node itself: %s', async (given, told, failures) => {
    const shopful = await shopWarehouse()
    await shopful.deliver([1])
    const { tests } = await shopful.produce(await project(files(`{ uses: ingredients/lasts@2, with: ${given} }`)))
    expect(tests[0]).toMatchObject({ test: `lasts(${told})`, failures })
  })

  it.each([
    [
      'another version',
      '{ uses: ingredients/listed@3, with: { column: id, list: names } }',
      'ingredient.version',
      'has no version, not 3',
    ],
    [
      'nothing there',
      '{ uses: ingredients/lsted, with: {} }',
      'ingredient.unknown',
      'There is no ingredients/lsted/test.yaml.',
    ],
    [
      'an unknown input',
      '{ uses: ingredients/listed, with: { column: id, list: names, wrd: b } }',
      'ingredient.input',
      'no input "wrd"',
    ],
    [
      'a missing input',
      '{ uses: ingredients/listed, with: { column: id } }',
      'ingredient.input',
      'needs the input "list"',
    ],
    [
      'another type',
      '{ uses: ingredients/listed, with: { column: 1, list: names } }',
      'ingredient.input',
      '1 is not of type column',
    ],
    [
      'an unknown relation',
      '{ uses: ingredients/listed, with: { column: id, list: nams } }',
      'sql.unknown_relation',
      'Nobody makes the relation nams.',
    ],
    [
      'where',
      '{ uses: ingredients/listed, with: { column: id, list: names }, where: "true" }',
      'recipe.test_option',
      'no `where`',
    ],
    ['two kinds', '{ uses: ingredients/listed, unique: id }', 'recipe.test_kind', 'unique and uses'],
  ])('%s is told', async (_, test, code, message) => {
    const { ok, diagnostics } = await load(files(test))
    expect(ok).toBe(false)
    expect(diagnostics[0]).toMatchObject({ code, message: expect.stringContaining(message) })
  })

  it('faults of its own file are told there', async () => {
    const use = '{ uses: ingredients/listed, with: { column: id, list: names } }'
    const at = async (text: string) => (await load(files(use, { 'ingredients/listed/test.yaml': text }))).diagnostics[0]
    expect(await at('test: listed\nsql: select * frm this\n')).toMatchObject({ code: 'ingredient.input' })
    const own = 'inputs: { column: { type: column }, list: { type: relation } }\n'
    expect(await at(`test: listed\n${own}sql: select * frm this\n`)).toMatchObject({
      code: 'sql.syntax',
      file: 'ingredients/listed/test.yaml',
      line: 3,
    })
    expect(await at(`test: listed\n${own}sql: select * from this where $nobody\n`)).toMatchObject({
      code: 'sql.unknown_parameter',
      file: 'ingredients/listed/test.yaml',
    })
    expect(await at(`test: listed\nsql: x y\nsqll: x\n${own}`)).toMatchObject({
      code: 'recipe.unknown_key',
      file: 'ingredients/listed/test.yaml',
    })
  })

  it('what it is given cannot make it another query', async () => {
    const use = `{ uses: ingredients/listed, with: { column: 'id" not in (select 1) --', list: names, word: "x'); drop table y; --" } }`
    const found = (await project(files(use))).nodes.get('shop.periods' as never)
    expect(found?.tests[0]?.query?.shape.reads).toHaveLength(2)
    expect(found?.tests[0]?.query?.text).toContain(`'x''); drop table y; --'`)
  })
})
