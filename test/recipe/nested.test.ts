import { describe, expect, it } from 'vitest'
import { fingerprintsOf } from '../../recipes-schema/fingerprint/fingerprint.ts'
import type { NodeId } from '../../recipes-schema/recipe/types.ts'
import { desk } from '../support/cli.ts'
import { load, project, shop } from '../support/project.ts'

const dedupe = `ingredient: dedupe
version: 1
inputs: { rows_in: { type: relation }, key: { type: string } }
outputs: { result: { node: one }, twice: { node: more } }
nodes:
  counted: { sql: "select *, count(*) over (partition by id) as c from rows_in" }
  one: { sql: select distinct id from counted, tests: [{ unique: "\${{ vars.key }}" }] }
  more: { sql: select distinct id from counted where c > 1 }
`
const clean = `ingredient: clean
version: 1
inputs: { given: { type: relation }, column: { type: string, default: id } }
outputs: { result: { node: done }, kept: { node: single } }
nodes:
  filled: { sql: select id from given where id is not null }
  single: { uses: ingredients/dedupe@1, with: { rows_in: filled, key: "\${{ vars.column }}" }, needs: [filled] }
  done: { sql: select a.id from single a left join single__twice b on a.id = b.id where b.id is null }
`
const recipe = `sources: { raw: { file: "\${{ env.DATA }}/raw.csv" } }
nodes:
  first: { sql: select 1 as x }
  people: { uses: ingredients/clean, with: { given: raw }, needs: [first] }
  report: { sql: select count(*) as n from people join people__kept using (id) }
`
const files = (change: { clean?: string; dedupe?: string; recipe?: string } = {}): Record<string, string> => ({
  ...shop(change.recipe ?? recipe),
  'ingredients/clean/ingredient.yaml': change.clean ?? clean,
  'ingredients/dedupe/ingredient.yaml': change.dedupe ?? dedupe,
})
const found = async (change: Parameters<typeof files>[0]): Promise<string[]> =>
  (await load(files(change))).diagnostics.map(({ code, file, line, column, related }) =>
    [`${code} ${file}:${line}:${column}`, ...related.map((one) => `${one.file.split('/')[1]}:${one.line}`)].join(' < '),
  )

describe('an ingredient that uses an ingredient', () => {
  it('becomes nodes whose names say what they are part of', async () => {
    const { nodes } = await project(files())
    expect([...nodes.keys()].sort()).toEqual([
      'shop.first',
      'shop.people',
      'shop.people__filled',
      'shop.people__kept',
      'shop.people__single__counted',
      'shop.people__single__twice',
      'shop.report',
    ])
    const one = nodes.get('shop.people__kept' as NodeId)
    expect(one).toMatchObject({ upstreams: ['shop.first', 'shop.people__filled', 'shop.people__single__counted'] })
    expect(one?.tests).toMatchObject([{ kind: 'unique', options: 'id' }])
    expect(one?.files.map(({ path }) => path)).toEqual([
      'recipes/shop/recipe.yaml',
      'ingredients/dedupe/ingredient.yaml',
    ])
    expect(nodes.get('shop.people' as NodeId)?.upstreams).toEqual([
      'shop.first',
      'shop.people__kept',
      'shop.people__single__twice',
    ])
  })

  it('runs, and a change deep within rebuilds what stands on it alone', async () => {
    const { galley, write } = await desk(files())
    const ran = await galley('run', '--env', 'production', '--json')
    expect([ran.json.verdict, ran.json.nodes.length]).toEqual(['pass', 7])
    await write(files({ dedupe: dedupe.replace('c > 1', 'c > 2') }))
    const { recipes } = (await galley('plan', '--json')).json
    const runs = recipes[0].nodes.flatMap((node: { node: string; action: string }) =>
      node.action === 'run' ? [node.node] : [],
    )
    expect(runs.sort()).toEqual(['people', 'people__single__twice', 'report'])
  })

  it.each<[what: string, change: Parameters<typeof files>[0], expected: string[]]>([
    [
      'SQL deep within, with all who use it',
      { dedupe: dedupe.replace('from rows_in', 'from nobody') },
      ['sql.unknown_relation ingredients/dedupe/ingredient.yaml:6:72 < clean:7 < shop:5'],
    ],
    [
      'a relation that the ingredient has not',
      { clean: clean.replace('rows_in: filled', 'rows_in: raw') },
      ['ingredient.input ingredients/clean/ingredient.yaml:7:58 < dedupe:3'],
    ],
    [
      'a need that nobody has',
      { recipe: recipe.replace('needs: [first]', 'needs: [frist]') },
      ['recipe.unknown_node recipes/shop/recipe.yaml:5:68'],
    ],
    [
      'a circle',
      {
        dedupe: dedupe.replace(
          'counted: {',
          'again: { uses: ingredients/clean, with: { given: rows_in } }\n  counted: {',
        ),
      },
      ['ingredient.cycle ingredients/dedupe/ingredient.yaml:6:18'],
    ],
    [
      'one that uses itself',
      { clean: clean.replace('ingredients/dedupe@1', 'ingredients/clean') },
      ['ingredient.cycle ingredients/clean/ingredient.yaml:7:19'],
    ],
    [
      'what only the inner one may read',
      { clean: clean.replace('single__twice', 'single__counted') },
      ['sql.unknown_relation ingredients/clean/ingredient.yaml:8:52 < shop:5'],
    ],
  ])('%s is said where it is written', async (_, change, expected) => {
    expect([...new Set(await found(change))].slice(0, expected.length)).toEqual(expected)
  })
})

describe('`if` on a use', () => {
  const when = (condition: string, more = ''): string =>
    recipe.replace('needs: [first]', `needs: [first], if: "${condition}"${more}`)

  it('is a node of its own that all of it waits for', async () => {
    const { nodes } = await project(
      files({ recipe: when('measures.first.row_count > 0').replace('x }', 'x, measures: [row_count] }') }),
    )
    const gate = nodes.get('shop.people__if' as NodeId)
    expect(gate).toMatchObject({
      kind: 'sync',
      upstreams: ['shop.first'],
      condition: '${{ measures.first.row_count > 0 }}',
    })
    for (const id of ['shop.people', 'shop.people__filled', 'shop.people__kept', 'shop.people__single__counted'])
      expect(nodes.get(id as NodeId)?.upstreams).toContain('shop.people__if')
  })

  it.each([
    ['measures.first.row_count > 0', 'succeeded', 'succeeded'],
    ['measures.first.row_count > 5', 'condition', 'condition'],
    ['false', 'condition', 'condition'],
  ])('%s: its nodes are %s', async (condition, inner, outer) => {
    const written = when(condition).replace('x }', 'x, measures: [row_count] }')
    const { galley } = await desk(files({ recipe: written }))
    const { json } = await galley('run', '--env', 'production', '--json')
    const ends = Object.fromEntries(
      json.nodes.map((node: { node: string; state: string; error: { code: string } | null }) => [
        node.node,
        node.state === 'skipped' ? node.error?.code : node.state,
      ]),
    )
    expect(ends).toMatchObject({ first: 'succeeded', people__single__counted: inner, people: inner, report: outer })
  })

  it('rebuilds nothing when it changes', async () => {
    const prints = async (condition: string) =>
      fingerprintsOf(await project(files({ recipe: when(condition) }))).full.get('shop.people' as NodeId)
    expect(await prints('success()')).toBe(await prints("env.DAY != 'Sunday'"))
  })

  it('knows the legs of a matrix, and nothing within the ingredient', async () => {
    const legs = when('matrix.a == 1', ', strategy: { matrix: { a: [1, 2] } }').replace(/ {2}report.*\n/, '')
    const { nodes } = await project(files({ recipe: legs }))
    expect([...nodes.keys()].filter((id) => id.endsWith('__if'))).toEqual(['shop.people__1__if', 'shop.people__2__if'])
    expect(await found({ recipe: when('tests.single.passed') })).toEqual([
      'expression.unknown_node recipes/shop/recipe.yaml:5:81',
    ])
  })
})
