import { describe, expect, it } from 'vitest'
import type { NodeId } from '../../recipes-schema/recipe/types.ts'
import { load, project, shop } from '../support/project.ts'

const clean = `ingredient: clean
version: 1
inputs:
  given: { type: relation }
  key: { type: string, default: id }
  least: { type: integer, default: 1 }
outputs:
  result: { node: cleaned }
  rejected: { node: rejected }
nodes:
  keyed: { sql: sql/keyed.sql }
  cleaned:
    sql: select * from keyed where n >= $least
    with: { least: "\${{ vars.least }}" }
    tests:
      - unique: \${{ vars.key }}
    measures: [row_count]
  rejected:
    sql: select * from given where id is null
    if: measures.cleaned.row_count > 0
`
const recipe = `sources: { people: { table: raw.people } }
variables: { least: { type: integer, default: 3 } }
nodes:
  people_clean:
    uses: ingredients/clean@1
    with: { given: people, key: email, least: "\${{ vars.least }}" }
    needs: [first]
    tags: [daily]
  first: { run: ls }
  report: { sql: select count(*) as n from people_clean join people_clean__rejected on true }
`

function files(change: { ingredient?: string; recipe?: string; sql?: string } = {}): Record<string, string> {
  return {
    ...shop(change.recipe ?? recipe),
    'ingredients/clean/ingredient.yaml': change.ingredient ?? clean,
    'ingredients/clean/sql/keyed.sql': change.sql ?? 'select *, 1 as n from given\nwhere id is not null',
  }
}

/** `code file:line:column < used at line:column` of every finding. */
async function found(change: Parameters<typeof files>[0], more: Record<string, string> = {}): Promise<string[]> {
  const { diagnostics } = await load({ ...files(change), ...more })
  return diagnostics.map(({ code, file, line, column, related }) =>
    [`${code} ${file}:${line}:${column}`, ...related.map((one) => `${one.line}:${one.column}`)].join(' < '),
  )
}

it('a use becomes the nodes of its ingredient', async () => {
  const loaded = await project(files())
  expect(loaded.order.map((node) => node.name)).toEqual([
    'first',
    'people_clean__keyed',
    'people_clean',
    'people_clean__rejected',
    'report',
  ])
  const node = loaded.nodes.get('shop.people_clean' as NodeId)
  expect(node).toMatchObject({
    upstreams: ['shop.first', 'shop.people_clean__keyed'],
    variables: { least: 3 },
    tags: ['daily'],
    tests: [{ kind: 'unique', options: 'email', name: 'unique(email)' }],
  })
  expect(node?.files.map((file) => file.path)).toEqual([
    'recipes/shop/recipe.yaml',
    'ingredients/clean/ingredient.yaml',
  ])
  const rejected = loaded.nodes.get('shop.people_clean__rejected' as NodeId)
  expect(rejected?.upstreams).toEqual(['shop.first', 'shop.people', 'shop.people_clean'])
  expect(rejected?.aliases.cleaned).toBe('shop.people_clean')
})

it('a use says how long its nodes may take, unless they say it', async () => {
  const { nodes } = await project(
    files({
      recipe: recipe.replace(
        '    tags: [daily]',
        '    timeout-minutes: 5\n    retry: { attempts: 2 }\n    concurrency: one',
      ),
      ingredient: clean.replace('    tests:', '    timeout-minutes: 9\n    tests:'),
    }),
  )
  const shown = [...nodes.values()].map(({ name, timeoutMinutes, retry, concurrency }) =>
    [name, timeoutMinutes, retry?.attempts, concurrency].join(' '),
  )
  expect(shown.filter((one) => one.startsWith('people'))).toEqual([
    'people_clean__keyed 5 2 one',
    'people_clean 9 2 one',
    'people_clean__rejected 5 2 one',
  ])
})

it('a variation leaves out a part of it, with what stands on that', async () => {
  const loaded = await project(
    files({ recipe: `variations: { small: { without: [people_clean__rejected] } }\n${recipe}` }),
    { variation: 'small' },
  )
  expect([...loaded.nodes.keys()]).toEqual(['shop.first', 'shop.people_clean__keyed', 'shop.people_clean'])
})

it('two uses of one ingredient are two, and a matrix of uses is one each', async () => {
  const two = recipe
    .replace('  first:', '  again: { uses: ingredients/clean, with: { given: people } }\n  first:')
    .replace('    tags:', '    strategy: { matrix: { a: [x, y] } }\n    tags:')
    .replace('people_clean join people_clean__rejected', 'people_clean__x join again__rejected')
  const { nodes } = await project(files({ recipe: two }))
  expect([...nodes.keys()].filter((id) => !id.includes('first') && !id.includes('report'))).toHaveLength(9)
})

describe('what is wrong is shown where it is written, with who uses it', () => {
  it.each<[string, Parameters<typeof files>[0], string[]]>([
    [
      'SQL of an ingredient',
      { sql: 'select *\nfrom nobody' },
      ['sql.unknown_relation ingredients/clean/sql/keyed.sql:2:6 < 6:11'],
    ],
    [
      'a relation that it was not given',
      { sql: 'from people' },
      ['sql.unknown_relation ingredients/clean/sql/keyed.sql:1:6 < 6:11'],
    ],
    [
      'an expression',
      { ingredient: clean.replace('measures.cleaned.row_count', 'measures.cleaned.rows') },
      ['expression.unknown_measure ingredients/clean/ingredient.yaml:20:9 < 6:11'],
    ],
    [
      'its shape',
      { ingredient: clean.replace('version: 1', 'version: one') },
      ['recipe.type ingredients/clean/ingredient.yaml:2:10'],
    ],
    [
      'an output that nobody makes',
      { ingredient: clean.replace('node: cleaned', 'node: clean') },
      ['recipe.unknown_node ingredients/clean/ingredient.yaml:8:19'],
    ],
    [
      'another version',
      { ingredient: clean.replace('version: 1', 'version: 2') },
      ['ingredient.version recipes/shop/recipe.yaml:6:11 < 2:10'],
    ],
    [
      'a node that is no output',
      { recipe: recipe.replace('__rejected', '__keyed') },
      ['sql.unknown_relation recipes/shop/recipe.yaml:11:62'],
    ],
    [
      'a missing input',
      {
        recipe: recipe
          .replace('given: people, ', '')
          .replace(/ join people_clean__rejected on true/, '')
          .replace('from people_clean', 'from people'),
      },
      ['ingredient.input recipes/shop/recipe.yaml:6:11 < 4:3'],
    ],
    [
      'an input of another type',
      { recipe: recipe.replace('key: email', 'key: 3').replace(/ from .*}/, ' }') },
      ['ingredient.input recipes/shop/recipe.yaml:7:33 < 5:3'],
    ],
    [
      'an input that it has not',
      { recipe: recipe.replace('key:', 'kye:').replace(/ from .*}/, ' }') },
      ['ingredient.input recipes/shop/recipe.yaml:7:28'],
    ],
    [
      'an input known at run time alone',
      { recipe: recipe.replace('vars.least', 'env.least').replace(/ from .*}/, ' }') },
      ['ingredient.input recipes/shop/recipe.yaml:7:47 < 6:3'],
    ],
    [
      'a relation that is not there',
      { recipe: recipe.replace('given: people', 'given: persons').replace(/ from .*}/, ' }') },
      ['ingredient.input recipes/shop/recipe.yaml:7:20'],
    ],
    [
      'a key that is not for all of it',
      { recipe: recipe.replace('tags:', 'outside: true\n    tags:') },
      ['ingredient.key recipes/shop/recipe.yaml:9:5'],
    ],
    [
      'no such ingredient',
      { recipe: recipe.replace('ingredients/clean@1', 'ingredients/clear').replace(/ from .*}/, ' }') },
      ['ingredient.unknown recipes/shop/recipe.yaml:6:11'],
    ],
    [
      'one that is not locked',
      { recipe: recipe.replace('ingredients/clean@1', 'octo/things/clean@v1').replace(/ from .*}/, ' }') },
      ['ingredient.not_locked recipes/shop/recipe.yaml:6:11'],
    ],
  ])('%s', async (_, change, expected) => {
    expect(await found(change)).toEqual(expected)
  })
})

describe('an ingredient of another repository', () => {
  const used = recipe.replace('ingredients/clean@1', 'octo/things/clean@v1')
  const sha = 'c0ffee'.padEnd(40, '0')
  const folder = '.galley/ingredients/octo/things/clean/c0ffee000000'
  const vendored = { [`${folder}/ingredient.yaml`]: clean, [`${folder}/sql/keyed.sql`]: 'from given' }
  const lock = async (): Promise<string> => {
    const { treeOf } = await import('../support/tree.ts')
    const blobs = [...treeOf(vendored).entries].map(([path, blob]) => [path.slice(folder.length + 1), blob])
    return JSON.stringify({
      schema_version: 1,
      ingredients: { 'octo/things/clean@v1': { sha, files: Object.fromEntries(blobs) } },
    })
  }
  it('is read where galley.lock says', async () => {
    const ingredient = clean.replace('n >= $least', '$least > 0')
    const files = { ...shop(used), ...vendored, 'galley.lock': await lock(), unused: ingredient }
    expect((await project(files)).nodes.size).toBe(5)
  })
  it.each([
    ['an altered file', { [`${folder}/sql/keyed.sql`]: 'select 1 as id' }, 'ingredient.altered'],
    ['a file more', { [`${folder}/more.sql`]: '' }, 'ingredient.altered'],
    ['a lock that is none', { 'galley.lock': '{' }, 'ingredient.lock'],
    [
      'a lock of another shape',
      { 'galley.lock': '{"schema_version":1,"ingredients":{"a":{"sha":"x"}}}' },
      'ingredient.lock',
    ],
  ])('%s is refused', async (_, change, code) => {
    const { diagnostics } = await load({ ...shop(used), ...vendored, 'galley.lock': await lock(), ...change })
    expect(diagnostics.map((one) => one.code)).toContain(code)
  })
})
