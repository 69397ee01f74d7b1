import { describe, expect, it } from 'vitest'
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
    ['nesting of a hundred levels', bytes(`recipe: ${'['.repeat(100)}${']'.repeat(100)}\n`), 'yaml.refused'],
  ])('%s', async (_, content, code) => {
    const { ok, diagnostics } = await load({ ...shop(''), 'recipes/shop/recipe.yaml': content })
    expect(ok).toBe(false)
    expect(diagnostics[0]?.code).toContain(code)
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
