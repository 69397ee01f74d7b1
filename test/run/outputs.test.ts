import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readOutput } from '../../action/nodes/read-output.ts'
import { fingerprintsOf } from '../../recipes-schema/fingerprint/fingerprint.ts'
import type { NodeId } from '../../recipes-schema/recipe/types.ts'
import { desk } from '../support/cli.ts'
import { load, project, shop } from '../support/project.ts'

const recipe = (declared: string, printed: string, asked: string): string => `nodes:
  load: { inputs: [], outputs: ${declared}, run: "printf '${printed}' >> $GITHUB_OUTPUT" }
  many: { inputs: [], run: "true", if: "${asked}", needs: [load] }
  next: { sql: "select $n + 1 as n", with: { n: "\${{ nodes.load.outputs.rows }}" } }
`
const codes = async (text: string): Promise<string[]> =>
  (await load(shop(text))).diagnostics.map(({ code, line, column, hint }) => `${code} ${line}:${column} ${hint ?? ''}`)

describe('outputs that a command declares', () => {
  it('are numbers and switches where they are used', async () => {
    const { galley } = await desk(
      shop(
        recipe('{ rows: integer, full: { type: boolean } }', 'rows=41\\\\nfull=false\\\\n', 'nodes.load.outputs.full'),
      ),
    )
    const ran = await galley('run', '--env', 'production', '--json')
    // A text "false" would be true, and a text could not be added to.
    const ends = ran.json.nodes.map(({ node, state }: { node: string; state: string }) => `${node} ${state}`)
    expect(ends.sort()).toEqual(['load succeeded', 'many skipped', 'next succeeded'])
  })

  it.each([
    ['{ rows: integer, day: string }', 'rows=1', 'The output day is declared as a string, and the command left none.'],
    [
      '{ rows: integer }',
      'rows=1.5',
      'The output rows is declared as an integer, and the command left "1.5", which is none.',
    ],
    [
      '{ rows: number }',
      'rows=many',
      'The output rows is declared as a number, and the command left "many", which is none.',
    ],
    [
      '{ rows: integer, ok: boolean }',
      'rows=1\\\\nok=yes',
      'The output ok is declared as a boolean, and the command left "yes", which is none.',
    ],
  ])('%s with %s fails the node', async (declared, printed, message) => {
    const { galley } = await desk(shop(recipe(declared, printed, 'true')))
    const ran = await galley('run', '--env', 'production', '--json')
    const { error } = ran.json.nodes.find(({ node }: { node: string }) => node === 'load')
    expect([ran.exit, error.code, error.message]).toEqual([1, 'run.output', message])
  })

  it.each([
    [
      'an unknown one',
      recipe('{ rowz: integer }', '', 'true'),
      ['expression.unknown_output 5:54 Did you mean "rowz"?'],
    ],
    ['another type', recipe('{ rows: boolean }', '', "nodes.load.outputs.rows > 'a'"), ['expression.type 4:65 ']],
    [
      'a kind that has none',
      'nodes: { a: { sql: select 1 as x, outputs: { x: string } } }',
      ['recipe.unknown_key 2:35 '],
    ],
    ['no such type', 'nodes: { a: { run: ls, outputs: { x: text } } }', ['recipe.value 2:38 ']],
  ])('%s is a diagnostic', async (_, text, expected) => {
    expect(await codes(text)).toEqual(expected.map((one) => expect.stringContaining(one.trimEnd())))
  })

  it('of a request are those that it names', async () => {
    const http = (asked: string): string =>
      `nodes:\n  ask: { http: { url: "http://a.example", outputs: { id: "\${{ response.json.id }}" } } }\n  use: { inputs: [], run: ls, env: { A: "\${{ nodes.ask.outputs.${asked} }}" } }\n`
    expect(await codes(http('id'))).toEqual([])
    expect(await codes(http('ids'))).toEqual([expect.stringContaining('expression.unknown_output')])
  })

  it('are in the fingerprint by their types alone, and without them nothing changes', async () => {
    const print = async (outputs: string) =>
      fingerprintsOf(await project(shop(`nodes: { a: { inputs: [], run: ls${outputs} } }\n`))).full.get(
        'shop.a' as NodeId,
      )
    const [plain, typed] = [
      await print(', outputs: { x: integer }'),
      await print(', outputs: { x: { type: integer, description: y } }'),
    ]
    expect(plain).toBe(typed)
    expect(new Set([plain, await print(''), await print(', outputs: { x: string }')]).size).toBe(3)
  })
})

it('every number is read as itself, and no other text is a number', () => {
  fc.assert(fc.property(fc.maxSafeInteger(), (n) => readOutput(String(n), 'integer') === n))
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (n) => readOutput(String(n), 'number') === n),
  )
  for (const text of ['', ' ', 'NaN', 'Infinity', '0x10', '1 2', '1e999', 'true'])
    expect([text, readOutput(text, 'number')]).toEqual([text, null])
})
