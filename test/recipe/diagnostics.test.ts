import { describe, expect, it } from 'vitest'
import { withoutEnd } from '../../recipes-schema/sql/lexis/end.ts'
import { renderDiagnostic } from '../../recipes-schema/text/render.ts'
import { load, shop } from '../support/project.ts'

/** `code file:line:column-end` of every finding: codes and positions are the promise, words may get better. */
async function found(files: Readonly<Record<string, string | Uint8Array>>): Promise<string[]> {
  const { diagnostics } = await load(files)
  return diagnostics.map(
    ({ code, file, line, column, end_column }) =>
      `${code} ${file.replace('recipes/shop/', '')}:${line}:${column}-${end_column}`,
  )
}

const nodes = (body: string): string => `nodes:\n${body}`

describe('what is wrong is said at its place', () => {
  const cases: [name: string, files: Record<string, string>, findings: string[]][] = [
    ['a well recipe', shop(nodes('  a: { sql: select 1 as x }\n')), []],
    [
      'a number beyond all numbers in SQL',
      shop(nodes('  a: { sql: "select 1e999 as x, -1e999 as y, \'nan\'::double as z" }\n')),
      [],
    ],
    ['no YAML', shop('nodes: { a: { sql: [ }\n'), ['yaml.syntax recipe.yaml:2:22-23']],
    [
      'a key twice',
      shop(nodes('  a: { sql: select 1 as x }\n  a: { sql: select 2 as x }\n')),
      ['yaml.duplicate_key recipe.yaml:4:3-4'],
    ],
    [
      'an unknown key',
      shop(nodes('  a:\n    slq: select 1\n    sql: select 1 as x\n')),
      ['recipe.unknown_key recipe.yaml:4:5-8'],
    ],
    ['no name', shop(nodes('  Big-Name: { sql: select 1 as x }\n')), ['recipe.name recipe.yaml:3:3-11']],
    ['nodes missing', shop('description: x\n'), ['recipe.missing_key recipe.yaml:1:1-15']],
    ['no kind', shop(nodes('  a: { description: x }\n')), ['recipe.node_kind recipe.yaml:3:3-4']],
    ['two kinds', shop(nodes('  a: { sql: select 1 as x, run: ls }\n')), ['recipe.node_kind recipe.yaml:3:3-4']],
    [
      'an option of another kind',
      shop(nodes('  a: { run: ls, materialized: view }\n')),
      ['recipe.unknown_key recipe.yaml:3:17-29'],
    ],
    ['no such file', shop(nodes('  a: { sql: sql/a.sql }\n')), ['sql.no_file recipe.yaml:3:13-22']],
    [
      'SQL that does not parse',
      shop(nodes('  a: { sql: sql/a.sql }\n'), { a: 'select 1\n  frm x y' }),
      ['sql.syntax sql/a.sql:2:7-8'],
    ],
    ['inline SQL that does not parse', shop(nodes('  a: { sql: "select 1 1" }\n')), ['sql.syntax recipe.yaml:3:23-24']],
    [
      'SQL in a literal block',
      shop(nodes('  a:\n    sql: |\n      select 1\n      from nobody_\n')),
      ['sql.unknown_relation recipe.yaml:6:12-19'],
    ],
    [
      'not a SELECT',
      shop(nodes('  a: { sql: sql/a.sql }\n'), { a: 'drop table x' }),
      ['sql.not_one_select sql/a.sql:1:1-5'],
    ],
    [
      'two statements',
      shop(nodes('  a: { sql: sql/a.sql }\n'), { a: 'select 1; select 2' }),
      ['sql.not_one_select sql/a.sql:1:1-7'],
    ],
    [
      'a relation that nobody makes',
      shop(nodes('  a: { sql: sql/a.sql }\n'), { a: 'select *\nfrom "né" join ordrs on true' }),
      ['sql.unknown_relation sql/a.sql:2:6-10', 'sql.unknown_relation sql/a.sql:2:16-21'],
    ],
    ['a cycle', shop(nodes('  a: { sql: from b }\n  b: { sql: from a }\n')), ['graph.cycle recipe.yaml:3:3-4']],
    ['a node that reads itself', shop(nodes('  a: { sql: from a }\n')), ['graph.cycle recipe.yaml:3:3-4']],
    [
      'a test over its own node',
      shop(nodes('  a: { sql: select 1 as x, tests: [{ sql: select * from a where x > 1 }] }\n')),
      [],
    ],
    [
      'a test that reads downstream',
      shop(
        nodes(
          '  a: { sql: select 1 as x, tests: [{ relationships: { column: x, to: b.x } }] }\n  b: { sql: from a }\n',
        ),
      ),
      ['graph.cycle recipe.yaml:3:3-4'],
    ],
    [
      'a parameter without a value',
      shop(nodes('  a: { sql: select $x as x }\n')),
      ['sql.unknown_parameter recipe.yaml:3:13-27'],
    ],
    [
      'an unknown variable',
      shop(nodes('  a: { sql: select $x as x, with: { x: "${{ vars.leats }}" } }\n')),
      ['expression.unknown_variable recipe.yaml:3:45-55'],
    ],
    [
      'an expression that is none',
      shop(nodes('  a: { sql: select $x as x, with: { x: "${{ 1 + }}" } }\n')),
      ['expression.syntax recipe.yaml:3:45-48'],
    ],
    [
      'an unknown measure',
      shop(nodes('  a: { sql: select 1 as x }\n  b: { run: ls, env: { N: "${{ measures.a.rows }}" } }\n')),
      ['expression.unknown_measure recipe.yaml:4:32-47'],
    ],
    ['an unknown need', shop(nodes('  a: { run: ls, needs: [bb] }\n')), ['recipe.unknown_node recipe.yaml:3:25-27']],
    [
      'a test of no kind',
      shop(nodes('  a: { sql: select 1 as x, tests: [{ severity: log }] }\n')),
      ['recipe.test_kind recipe.yaml:3:36-53'],
    ],
    [
      'a variable of another type',
      shop(`variables: { n: { type: integer, default: many } }\n${nodes('  a: { sql: select 1 as x }\n')}`),
      ['recipe.variable_type recipe.yaml:2:43-47'],
    ],
    [
      'a source and a node of one name',
      shop(`sources: { a: { file: a.csv } }\n${nodes('  a: { sql: select 1 as x }\n')}`),
      ['recipe.duplicate recipe.yaml:4:3-4'],
    ],
    ['no galley.yaml', {}, ['project.missing galley.yaml:1:1-2']],
  ]
  it.each(cases)('%s', async (_, files, findings) => {
    expect(await found(files)).toEqual(findings)
  })

  it('all at once, one broken file not hiding the others', async () => {
    const files = {
      ...shop(nodes('  a: { sql: sql/a.sql }\n  b: { sql: from nowhere, tsets: [] }\n'), { a: 'selec 1' }),
      'recipes/other/recipe.yaml': 'recipe: other\nnodes: [\n',
      'recipes/third/recipe.yaml': 'recipe: third\nnodes: { c: { sql: from gone } }\n',
    }
    const codes = (await found(files)).map((line) => line.split(':')[0])
    expect(codes).toEqual([
      'yaml.syntax recipes/other/recipe.yaml',
      'recipe.unknown_key recipe.yaml',
      'sql.unknown_relation recipes/third/recipe.yaml',
    ])
  })
})

describe('one broken file is not blamed on the others', () => {
  const readers = {
    'recipes/third/recipe.yaml': `recipe: third
nodes:
  c: { sql: select * from orders join nowhere on true, tests: [{ relationships: { column: x, to: orders.x } }] }
  d: { run: ls, needs: [orders__eu], env: { ROWS: "\${{ measures.orders.row_count }}" } }
  e: { recipe: other }
  f: { recipe: fourth }
`,
  }
  it.each([
    ['no YAML', 'recipe: other\nnodes:\n  orders: { run: [ls }\n', 'yaml.syntax'],
    ['another shape', 'recipe: other\nnodes:\n  orders: { runs: ls }\n', 'recipe.unknown_key'],
    [
      'no UTF-8',
      new TextEncoder()
        .encode('recipe: other\nnodes:\n  orders: { run: "\u00e9" }\n')
        .map((b) => (b === 0xc3 ? 0xff : b)),
      'yaml.encoding',
    ],
    ['the name of another', 'recipe: shop\nnodes:\n  orders: { run: ls }\n  other: { run: ls }\n', 'recipe.duplicate'],
  ])('%s', async (_, broken, code) => {
    const shown = await found({ ...shop('nodes: { a: { run: ls } }\n'), ...readers, 'recipes/zz/recipe.yaml': broken })
    expect(shown.filter((one) => !one.startsWith(code))).toEqual([
      'sql.unknown_relation recipes/third/recipe.yaml:3:39-46',
      'recipe.unknown_recipe recipes/third/recipe.yaml:6:16-22',
    ])
    expect(shown).toHaveLength(3)
  })
  it('nor its variables and variations', async () => {
    const files = shop('variables: { least: { type: integer, default: 1 }\nvariations: { small: { } }\n')
    const galley = files['galley.yaml']?.replace('analytics }', 'analytics, variables: { least: 2, most: 3 } }') ?? ''
    const { diagnostics } = await load({ ...files, 'galley.yaml': galley }, { variation: 'small' })
    expect(diagnostics.map(({ code, line }) => `${code}:${line}`)).toEqual([
      'recipe.unknown_variable:4',
      'yaml.syntax:3',
    ])
  })
  it('of YAML faults those are told that are no echoes', async () => {
    const body = `description: x\nnodes:\n  a: [\n${Array.from({ length: 30 }, (_, n) => `  n${n}:\n    sql: select ${n} as x\n`).join('')}`
    expect(await found(shop(body))).toEqual(['yaml.syntax recipe.yaml:5:3-4'])
    expect(await found(shop('description: "x\\q"\nnodes:\n  a: { sql: [ }\n'))).toEqual([
      'yaml.syntax recipe.yaml:2:16-17',
      'yaml.syntax recipe.yaml:4:15-16',
    ])
  })
})

describe('another catalog', () => {
  const of = (connection: string, name: string): Promise<string[]> => {
    const files = shop(`nodes:\n  a: { sql: select 1 as x }\n  b: { sql: select x from ${name} }\n`)
    const galley = files['galley.yaml']?.replace(/\{ type: .* \} \}/, `${connection} }`) ?? ''
    return found({ ...files, 'galley.yaml': galley })
  }
  it.each([
    ['{ type: duckdb, path: data/lake.duckdb }', 'Lake.analytics.a', true],
    ['{ type: duckdb, path: data/lake.duckdb }', 'other.analytics.a', false],
    ['{ type: duckdb, path: "${{ env.X }}" }', 'other.analytics.a', false],
    ['{ type: postgres, url: "postgres://u:p@h:5432/wh?x=1" }', 'wh.analytics.a', true],
    ['{ type: postgres, url: "postgres://u:p@h:5432/wh" }', 'wha.analytics.a', false],
    ['{ type: trino, url: "http://h", catalog: lake }', 'lake.analytics.a', true],
    ['{ type: trino, url: "http://h", catalog: lake }', 'other.analytics.a', false],
  ])('%s, %s', async (connection, name, isOwn) => {
    const end = 27 + name.length
    expect(await of(connection, name)).toEqual(isOwn ? [] : [`sql.unknown_relation recipe.yaml:4:27-${end}`])
  })
})

it.each([
  ['duckdb', 'select 1 as x; -- done\n', 'select 1 as x  -- done'],
  ['duckdb', 'select 1 as x ;\n/* a; */ ;\n-- b;', 'select 1 as x  \n/* a; */  \n-- b;'],
  ['duckdb', "select ';' as x -- ;", "select ';' as x -- ;"],
  ['duckdb', 'select 1; select 2;', 'select 1; select 2'],
  ['bigquery', 'select 1; # done', 'select 1  # done'],
  ['trino', 'select 1\n', 'select 1\n'],
])('the end of a query in %s: %s', (dialect, text, without) => {
  expect(withoutEnd(text, dialect)).toBe(without)
})

describe('hostile files are refused with a diagnostic', () => {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${Array.from({ length: 8 }, (_, n) => `${'bcdefghi'[n]}: &${'bcdefghi'[n]} [${`*${'abcdefgh'[n]},`.repeat(9)}]`).join('\n')}\n`
  it.each([
    ['an alias bomb', bytes(bomb), 'yaml.refused'],
    ['a NUL', bytes('recipe: a\0b\n'), 'yaml.encoding'],
    ['no UTF-8', Uint8Array.of(0x72, 0xff, 0xfe), 'yaml.encoding'],
    ['two megabytes', bytes(`recipe: ${'x'.repeat(2_000_000)}\n`), 'yaml.too_large'],
    ['deep nesting', bytes('['.repeat(50_000)), 'yaml.'],
    ['tabs for indentation', bytes('recipe: a\nnodes:\n\ta: 1\n'), 'yaml.syntax'],
    ['a merge key', bytes('recipe: shop\nx: &x { sql: select 1 }\nnodes: { a: { <<: *x } }\n'), 'yaml.merge_key'],
    ['an empty file', bytes(''), 'recipe.type'],
    ['two documents', bytes('recipe: a\n---\nrecipe: b\n'), 'yaml.syntax'],
    ['half of a character', bytes('recipe: shop\ndescription: "\\ud800"\n'), 'yaml.encoding'],
    ['a NUL as an escape', bytes('recipe: shop\ndescription: "\\0"\n'), 'yaml.encoding'],
    ['a tag', bytes('recipe: shop\ndescription: !Ref x\n'), 'yaml.tag'],
    ['bytes as a key', bytes('recipe: shop\n? !!binary aGk=\n: x\n'), 'yaml.tag'],
    [
      'a number beyond all numbers',
      bytes('recipe: shop\nvariables: { n: { type: integer, default: 9007199254740993 } }\n'),
      'yaml.number',
    ],
    [
      'a prototype',
      bytes('recipe: shop\n__proto__: { nodes: {} }\nnodes: { a: { sql: select 1 as x } }\n'),
      'recipe.unknown_key',
    ],
    ['a map as a key', bytes('? { a: b }\n: c\n'), 'yaml.key'],
    ['100,000 keys', bytes(Array.from({ length: 100_000 }, (_, n) => `k${n}:`).join('\n')), 'recipe.'],
    ['100,000 keys, all the same', bytes('k:\n'.repeat(100_000)), 'yaml.duplicate_key'],
    ['maps as keys of maps as keys', bytes(`${'? '.repeat(60)}x`), 'yaml.key'],
    ['50,000 faults in a line', bytes(`recipe: [${','.repeat(50_000)}]`), 'yaml.syntax'],
    ['nesting of a hundred levels', bytes(`recipe: ${'['.repeat(100)}${']'.repeat(100)}\n`), 'yaml.refused'],
  ])('%s', async (_, content, code) => {
    const { ok, diagnostics } = await load({ ...shop(''), 'recipes/shop/recipe.yaml': content })
    expect(ok).toBe(false)
    expect(diagnostics[0]?.code).toContain(code)
    expect(diagnostics.length).toBeLessThanOrEqual(100)
    expect(diagnostics.every((one) => one.line >= 1 && one.column >= 1)).toBe(true)
  })

  it('names that every object has are names like others', async () => {
    const recipe =
      'recipe: shop\nvariables: { constructor: { type: integer, default: 1 } }\nnodes: { constructor: { sql: "select $constructor as x", with: { constructor: "${{ vars.constructor }}" } } }\n'
    expect((await load({ ...shop(''), 'recipes/shop/recipe.yaml': recipe })).diagnostics).toEqual([])
    const without =
      'recipe: shop\nnodes: { a: { sql: "select $constructor as x" }, b: { run: ls, needs: [constructor], env: { A: "${{ vars.constructor }}" } } }\n'
    expect(
      (await load({ ...shop(''), 'recipes/shop/recipe.yaml': without })).diagnostics.map((one) => one.code),
    ).toEqual(['sql.unknown_parameter', 'recipe.unknown_node', 'expression.unknown_variable'])
  })

  it('a byte order mark and CRLF are no fault', async () => {
    const recipe = '\uFEFFrecipe: shop\r\nnodes:\r\n  a: { sql: select 1 as x }\r\n'
    expect((await load({ ...shop(''), 'recipes/shop/recipe.yaml': recipe })).diagnostics).toEqual([])
  })
})

it('reads as a person wants to read it', async () => {
  const files = shop(nodes('  orders:\n    slq: sql/orders.sql\n'))
  const { diagnostics } = await load(files)
  const text = diagnostics
    .map((one) => renderDiagnostic(one, (file, line) => files[file]?.split('\n')[line - 1] ?? null))
    .join('\n\n')
  await expect(text).toMatchFileSnapshot('golden/unknown-key.txt')
})

it('shows the map that was meant where only its key was written', async () => {
  const { diagnostics } = await load(shop(nodes('  a: { sql: select 1 as x, materialized: merge }\n')))
  expect(diagnostics.map(({ hint }) => hint)).toEqual(['Write it as a map: {"merge":{"key":["id"]}}'])
})
