/**
 * How long a plan takes: `npm run bench:plan`, in less than a minute. Prints every figure beside the limit it is meant to keep
 * (on an idle machine), and beside a baseline of the same run: a busy machine slows both. Times are minima.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fingerprintsOf } from '../recipes-schema/fingerprint/fingerprint.ts'
import { sideOf } from '../recipes-schema/fingerprint/side.ts'
import { planChange } from '../recipes-schema/plan/plan.ts'
import { clonedProject, templateProject } from './support/cloned-project.ts'
import { largeFiles } from './support/large-project.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const bundle = 'node_modules/.cache/galley-bench'
const shas = { base: null, head: 'h', merge_base: null }

console.log('Deciding, one of so many nodes changed; the base known, and everything that the head needs worked out:')
const template = await templateProject()
const other = await templateProject({
  'recipes/r0/sql/n1.sql': 'select id, day, kind, amount, note, 1 as size from n0\n',
})
let perNode: number | null = null
for (const count of [100, 1_000, 10_000, 50_000]) {
  const { ms, megabytes, running } = decideOf(count)
  perNode ??= ms / count
  const ratio = (ms / count / perNode).toFixed(2)
  const limit = count === 10_000 ? '   (limit 100 ms, 60 MB)' : ''
  console.log(
    `  ${String(count).padStart(6)} nodes: ${ms.toFixed(1).padStart(7)} ms, ${megabytes.toFixed(0).padStart(3)} MB, ${running} run; per node ${ratio} of that of 100${limit}`,
  )
}

execFileSync(process.execPath, ['action/bundle.ts', '--into', bundle], { cwd: root, stdio: 'ignore' })
const program = join(root, bundle, 'galley.js')
// As beside action/dist: without it Node would look into every file to find out what kind of module it is.
writeFileSync(join(root, bundle, 'package.json'), '{"type":"module"}')
const nothing = time(5, () => spawnSync(process.execPath, ['-e', '0']))
const idle = time(3, () => run(['plan', '--help'], root))
console.log(
  `\nWhole processes (node that does nothing: ${nothing.toFixed(0)} ms; galley plan --help: ${idle.toFixed(0)} ms):`,
)
for (const [count, withNothing, limit] of [
  [500, true, 250],
  [5_000, false, 400],
] as const) {
  const folder = repository(count)
  try {
    const cold = time(withNothing ? 2 : 1, () => {
      rmSync(join(folder, '.git/galley'), { recursive: true, force: true })
      run(['plan', '--json'], folder)
    })
    print(`${count} files, nothing known`, cold, withNothing ? 1500 : null)
    // Another text each time: a change that was never read before.
    let edit = 0
    const changed = time(5, () => {
      writeFileSync(join(folder, 'recipes/r3/sql/n170.sql'), `select id, ${edit++} as day from n165\n`)
      run(['plan', '--json'], folder)
    })
    print(`${count} files, one changed`, changed, limit)
    print(
      `${count} files, read before`,
      time(3, () => run(['plan', '--json'], folder)),
      null,
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
process.exit(0)

function decideOf(count: number): { ms: number; megabytes: number; running: number } {
  let best = { ms: Number.POSITIVE_INFINITY, megabytes: 0, running: 0 }
  const base = sideOf(clonedProject(template, other, count, null))
  for (let round = 0; round < (count > 10_000 ? 2 : 4); round++) {
    const head = clonedProject(template, other, count, Math.floor(count * 0.99))
    globalThis.gc?.()
    const before = process.memoryUsage().heapUsed
    const start = performance.now()
    fingerprintsOf(head, base)
    const plan = planChange({ base, head, shas })
    const ms = performance.now() - start
    const megabytes = (process.memoryUsage().heapUsed - before) / 1e6
    if (ms < best.ms) best = { ms, megabytes, running: plan.counts.run }
  }
  return best
}

function print(what: string, ms: number, limit: number | null): void {
  const against = limit === null ? '' : `   (limit ${limit} ms)`
  console.log(
    `  ${what.padEnd(30)} ${ms.toFixed(0).padStart(6)} ms, ${(ms / nothing).toFixed(1)} times nothing${against}`,
  )
}

function run(args: readonly string[], cwd: string): void {
  const done = spawnSync(process.execPath, [program, ...args], { cwd, encoding: 'utf8', maxBuffer: 1e9 })
  if (done.status !== 0) throw new Error(`galley ${args.join(' ')} ended with ${done.status}: ${done.stderr}`)
}

/** The least of several times, in milliseconds. */
function time(rounds: number, work: () => void): number {
  let least = Number.POSITIVE_INFINITY
  for (let round = 0; round < rounds; round++) {
    const start = performance.now()
    work()
    least = Math.min(least, performance.now() - start)
  }
  return least
}

function repository(count: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'galley-bench-'))
  for (const [path, text] of Object.entries(largeFiles(count))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const git = (...args: string[]): unknown => execFileSync('git', args, { cwd: folder, stdio: 'ignore' })
  git('init', '-qb', 'main')
  git('add', '-A')
  git('-c', 'user.name=Bench', '-c', 'user.email=bench@example.com', 'commit', '-qm', 'Begin')
  return folder
}
