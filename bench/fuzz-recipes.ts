/**
 * Mutates the recipes of the examples and of the fixtures, reads each and counts: what is refused has to have a
 * diagnostic with a place inside the file, and nothing may throw or take longer than two seconds.
 *
 *     npx node bench/fuzz-recipes.ts [COUNT] [SEED]
 */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { openParser } from '../action/warehouses/parsers.ts'
import { loadProject } from '../recipes-schema/recipe/load.ts'
import type { Loaded } from '../recipes-schema/recipe/types.ts'
import type { SqlParser } from '../recipes-schema/sql/parser.ts'
import { treeOf } from '../test/support/tree.ts'

export interface Fuzzed {
  readonly count: number
  readonly accepted: number
  readonly refused: number
  readonly crashes: readonly string[]
  readonly unplaced: readonly string[]
  readonly slowestMs: number
  readonly codes: ReadonlyMap<string, number>
}

const pieces = [
  '\0',
  '\t',
  '\r',
  '\uFEFF',
  '\u2028',
  '${{',
  '}}',
  "'",
  '"',
  '&a ',
  '*a',
  '<<: ',
  '? ',
  '- ',
  ': ',
  '{',
  '}',
  '[',
  ']',
  '|\n',
  '>-\n',
  '#',
  '!!binary ',
  '!x ',
  '---\n',
  '__proto__: ',
  'constructor: ',
  '9007199254740993',
  '.nan',
  '~',
  'null',
  'true',
  '-1',
  '1e999',
  '${{ vars.min }}',
  '${{ nodes[vars.x].y }}',
  '${{ toJSON(secrets) }}',
  'uses: ../../x@1\n',
  'strategy: { matrix: { a: [1, 1] } }\n',
  'if: always()\n',
  'retry: { attempts: 0 }\n',
  'needs: [all]\n',
  '💥',
  'é',
  '\\ud800',
  '"\\ud800"',
  '"\\0"',
] as const

/** Numbers from a seed, the same everywhere (mulberry32). */
export function random(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** A text with one to four changes: something put in, taken out, doubled or moved. */
export function mutate(text: string, next: () => number): string {
  let mutated = text
  for (let changes = 1 + Math.floor(next() * 4); changes > 0; changes--) {
    const at = Math.floor(next() * (mutated.length + 1))
    const length = Math.floor(next() * 40)
    const stretch = mutated.slice(at, at + length)
    const piece = pieces[Math.floor(next() * pieces.length)] ?? ''
    const how = Math.floor(next() * 5)
    const rest = mutated.slice(at + length)
    if (how === 0) mutated = mutated.slice(0, at) + piece + mutated.slice(at)
    else if (how === 1) mutated = mutated.slice(0, at) + rest
    else if (how === 2) mutated = mutated.slice(0, at) + stretch + stretch + rest
    else if (how === 3) mutated = mutated.slice(0, at) + piece + rest
    else mutated = rest + stretch + mutated.slice(0, at)
  }
  return mutated
}

export async function fuzzRecipes(count: number, seed: number, parser: SqlParser): Promise<Fuzzed> {
  const next = random(seed)
  const seeds = [filesOf('test/fixtures/language/'), filesOf('examples/flights/')]
  const crashes: string[] = []
  const unplaced: string[] = []
  const codes = new Map<string, number>()
  let accepted = 0
  let slowestMs = 0
  for (let n = 0; n < count; n++) {
    const files = seeds[Math.floor(next() * seeds.length)] ?? {}
    const names = Object.keys(files).filter((name) => name.endsWith('.yaml'))
    const name = names[Math.floor(next() * names.length)] ?? ''
    const text = mutate(files[name] ?? '', next)
    const started = performance.now()
    try {
      const loaded = await loadProject(treeOf({ ...files, [name]: text }), parser)
      if (loaded.ok) accepted++
      else if (!isPlaced(loaded)) unplaced.push(JSON.stringify([name, text]))
      for (const { code } of loaded.diagnostics) codes.set(code, (codes.get(code) ?? 0) + 1)
    } catch (error) {
      crashes.push(`${(error as Error).stack ?? String(error)}\n${JSON.stringify([name, text])}`)
    }
    slowestMs = Math.max(slowestMs, performance.now() - started)
  }
  return { count, accepted, refused: count - accepted - crashes.length, crashes, unplaced, slowestMs, codes }
}

function isPlaced({ diagnostics }: Loaded): boolean {
  return (
    diagnostics.length > 0 &&
    diagnostics.every(
      (one) =>
        one.file !== '' && one.line >= 1 && one.column >= 1 && (one.end_line > one.line || one.end_column > one.column),
    )
  )
}

function filesOf(folder: string): Record<string, string> {
  const root = fileURLToPath(new URL(`../${folder}`, import.meta.url))
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) =>
    statSync(join(root, path)).isFile(),
  )
  return Object.fromEntries(paths.sort().map((path) => [path, readFileSync(join(root, path), 'utf8')]))
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [count = '10000', seed = '1'] = process.argv.slice(2)
  const { parser, close } = openParser()
  const started = performance.now()
  const found = await fuzzRecipes(Number(count), Number(seed), parser)
  await close()
  const seconds = (performance.now() - started) / 1000
  console.log(
    `${found.count} recipes in ${seconds.toFixed(0)} s: ${found.accepted} accepted, ${found.refused} refused, ${found.crashes.length} crashes, ${found.unplaced.length} refusals without a place, the slowest in ${found.slowestMs.toFixed(0)} ms`,
  )
  for (const [code, times] of [...found.codes].sort((a, b) => b[1] - a[1])) console.log(`  ${times} ${code}`)
  for (const crash of [...found.crashes, ...found.unplaced].slice(0, 5)) console.error(crash)
  process.exitCode = found.crashes.length + found.unplaced.length > 0 ? 1 : 0
}
