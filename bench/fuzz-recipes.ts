/**
 * Mutates the recipes of the examples and of the fixtures, reads each and counts: what is refused has to have a
 * diagnostic with a place inside the file, and nothing may throw or take longer than two seconds of processor time.
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
  readonly slowest: Slow
  /** The recipes that took longer than `limitMs`. */
  readonly slow: readonly Slow[]
  readonly codes: ReadonlyMap<string, number>
}

/** What reading one recipe took: of the processor, which a busy machine does not lengthen, and by the clock. */
export interface Slow {
  readonly processorMs: number
  readonly clockMs: number
  /** The file's name and text as JSON; empty before the first. */
  readonly written: string
}

/** What a recipe may take of the processor; an ordinary one takes a few milliseconds. */
const limitMs = 2000

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
  '? '.repeat(50),
  '- '.repeat(50),
  '['.repeat(200),
  ','.repeat(1000),
  'a: '.repeat(200),
  '('.repeat(200),
  '${{ '.repeat(50),
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
  const slow: Slow[] = []
  let slowest: Slow = { processorMs: 0, clockMs: 0, written: '' }
  for (let n = 0; n < count; n++) {
    const files = seeds[Math.floor(next() * seeds.length)] ?? {}
    const names = Object.keys(files).filter((name) => name.endsWith('.yaml'))
    const name = names[Math.floor(next() * names.length)] ?? ''
    const text = mutate(files[name] ?? '', next)
    const written = JSON.stringify([name, text])
    const started = performance.now()
    const before = process.cpuUsage()
    try {
      const loaded = await loadProject(treeOf({ ...files, [name]: text }), parser)
      if (loaded.ok) accepted++
      else if (!isPlaced(loaded)) unplaced.push(written)
      for (const { code } of loaded.diagnostics) codes.set(code, (codes.get(code) ?? 0) + 1)
    } catch (error) {
      crashes.push(`${(error as Error).stack ?? String(error)}\n${written}`)
    }
    const { user, system } = process.cpuUsage(before)
    const took: Slow = { processorMs: (user + system) / 1000, clockMs: performance.now() - started, written }
    if (took.processorMs > slowest.processorMs) slowest = took
    if (took.processorMs > limitMs) slow.push(took)
  }
  return { count, accepted, refused: count - accepted - crashes.length, crashes, unplaced, slowest, slow, codes }
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
    `${found.count} recipes in ${seconds.toFixed(0)} s: ${found.accepted} accepted, ${found.refused} refused, ${found.crashes.length} crashes, ${found.unplaced.length} refusals without a place, ${found.slow.length} over ${limitMs} ms, the slowest in ${found.slowest.processorMs.toFixed(0)} ms of the processor and ${found.slowest.clockMs.toFixed(0)} ms by the clock`,
  )
  console.log(`  the slowest: ${found.slowest.written}`)
  for (const [code, times] of [...found.codes].sort((a, b) => b[1] - a[1])) console.log(`  ${times} ${code}`)
  for (const crash of [...found.crashes, ...found.unplaced, ...found.slow.map(({ written }) => written)].slice(0, 5))
    console.error(crash)
  process.exitCode = found.crashes.length + found.unplaced.length + found.slow.length > 0 ? 1 : 0
}
