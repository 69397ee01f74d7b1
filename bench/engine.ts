/**
 * How long a change takes among N models, from a cold process to bound names, beside a bare script of the same SQL in the
 * same run. One model of three in a row changes; everything else is production's. Prints milliseconds (medians) and
 * ratios, never a verdict.
 *
 *   npm run bench:engine -- [--sizes 50,500] [--rows 20000] [--runs 5] [--jobs 2]
 *
 * From 1,000 models on, those that do not change have a hundredth of the rows, so that the file fits on small disks.
 */
import { execFile, spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'

const { values: options } = parseArgs({
  options: {
    sizes: { type: 'string', default: '50,500' },
    rows: { type: 'string', default: '20000' },
    runs: { type: 'string', default: '5' },
    jobs: { type: 'string', default: '2' },
  },
})
const runs = Number(options.runs)
const root = fileURLToPath(new URL('..', import.meta.url))
const run = promisify(execFile)

interface Timed {
  readonly ms: number
  /** The most memory that the process had, in MB. */
  readonly peak: number
}

const galley = await bundle()
const results: Record<string, string | number>[] = []
for (const size of options.sizes.split(',').map(Number)) results.push(await measure(size))
console.table(results)

async function measure(size: number): Promise<Record<string, string | number>> {
  const folder = await mkdtemp(join(tmpdir(), 'galley-bench-'))
  try {
    const others = size >= 1000 ? Math.ceil(Number(options.rows) / 100) : Number(options.rows)
    await writeProject(folder, size, others)
    const full = await cli(folder, 'run', '--env', 'production', '--jobs', options.jobs)
    const bareFull = await bare(folder, 'full.duckdb', statements(size, others, 0))
    const [changes, promotions, bareChanges, plans]: Timed[][] = [[], [], [], []]
    for (let change = 1; change <= runs; change++) {
      await writeFile(join(folder, 'recipes/shop/sql/changed.sql'), changedSql(change))
      await git(folder, 'commit', '-qam', `Change ${change}`)
      const revisions = ['--base', 'HEAD~1', '--head', 'HEAD']
      plans?.push(await cli(folder, 'plan', ...revisions))
      changes?.push(await cli(folder, 'run', '--env', `pr_${change}`, ...revisions, '--no-diff'))
      promotions?.push(await cli(folder, 'promote', '--env', `pr_${change}`))
      bareChanges?.push(await bare(folder, 'full.duckdb', changedStatements(change)))
    }
    const [changed, barely, promoted, planned] = [changes, bareChanges, promotions, plans].map((all) =>
      median(all ?? []),
    )
    return {
      models: size,
      'full build': full.ms,
      'bare full': bareFull.ms,
      'full ratio': ratio(full.ms, bareFull.ms),
      'overhead a node': round((full.ms - bareFull.ms) / size, 1),
      plan: planned?.ms ?? 0,
      change: changed?.ms ?? 0,
      'bare change': barely?.ms ?? 0,
      'change ratio': ratio(changed?.ms ?? 0, barely?.ms ?? 1),
      promote: promoted?.ms ?? 0,
      'MB change': changed?.peak ?? 0,
      'MB bare': barely?.peak ?? 0,
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function writeProject(folder: string, size: number, others: number): Promise<void> {
  await mkdir(join(folder, 'recipes/shop/sql'), { recursive: true })
  const project = `galley: 1
recipes: recipes/*/recipe.yaml
connections: { warehouse: { type: duckdb, path: warehouse.duckdb } }
environments: { production: { connection: warehouse, schema: analytics } }
`
  const names = Array.from({ length: size - 3 }, (_, index) => `model_${index}`)
  const nodes = [...names, 'changed', 'next', 'last'].map((name) => `  ${name}: { sql: sql/${name}.sql }`)
  const recipe = `recipe: shop\nsources: { raw: { file: ${join(folder, 'raw.csv')} } }\nnodes:\n${nodes.join('\n')}\n`
  await writeFile(join(folder, 'galley.yaml'), project)
  await writeFile(join(folder, '.gitignore'), '*.duckdb*\n*.mjs\n')
  await writeFile(join(folder, 'recipes/shop/recipe.yaml'), recipe)
  for (const [index, name] of names.entries())
    await writeFile(join(folder, `recipes/shop/sql/${name}.sql`), modelSql(index, others))
  await writeFile(join(folder, 'recipes/shop/sql/changed.sql'), changedSql(0))
  await writeFile(join(folder, 'recipes/shop/sql/next.sql'), nextSql('changed'))
  await writeFile(join(folder, 'recipes/shop/sql/last.sql'), nextSql('next'))
  const rows = Array.from({ length: Number(options.rows) }, (_, id) => `${id},${(id * 7919) % 1000},${id % 365}`)
  await writeFile(join(folder, 'raw.csv'), `id,amount,day\n${rows.join('\n')}\n`)
  await git(folder, 'init', '-qb', 'main')
  await git(folder, 'add', '-A')
  await git(folder, 'commit', '-qm', 'Begin')
}

function modelSql(index: number, rows: number): string {
  return `select id, amount + ${index} as amount, day % ${(index % 30) + 1} as day from raw where id < ${rows}`
}

function changedSql(change: number): string {
  return `select id, amount + ${change} as amount, day from raw`
}

function nextSql(from: string): string {
  return `select id, amount * 2 as amount, day from ${from}`
}

/** The whole build as one would write it by hand. */
function statements(size: number, others: number, change: number): string[] {
  const models = Array.from({ length: size - 3 }, (_, index) => [
    `create or replace table builds.model_${index} as ${modelSql(index, others)}`,
    `create or replace view analytics.model_${index} as select * from builds.model_${index}`,
  ])
  const schemas = ['create schema builds', 'create schema analytics', "create table raw as select * from 'raw.csv'"]
  return [...schemas, ...models.flat(), ...changedStatements(change)]
}

function changedStatements(change: number): string[] {
  const made = [
    `create or replace table builds.changed_${change} as ${changedSql(change)}`,
    `create or replace table builds.next_${change} as ${nextSql(`builds.changed_${change}`)}`,
    `create or replace table builds.last_${change} as ${nextSql(`builds.next_${change}`)}`,
  ]
  const bound = ['changed', 'next', 'last'].map(
    (name) => `create or replace view analytics.${name} as select * from builds.${name}_${change}`,
  )
  return [...made, 'begin', ...bound, 'commit']
}

async function bare(folder: string, file: string, sql: readonly string[]): Promise<Timed> {
  const script = join(folder, 'bare.mjs')
  const driver = join(root, 'node_modules/@duckdb/node-api/lib/index.js')
  await writeFile(
    script,
    `import { DuckDBInstance } from ${JSON.stringify(driver)}
const instance = await DuckDBInstance.create(${JSON.stringify(file)})
const connection = await instance.connect()
for (const sql of ${JSON.stringify(sql)}) await connection.run(sql)
connection.closeSync()
instance.closeSync()
`,
  )
  return timed(folder, [script])
}

function cli(folder: string, ...args: string[]): Promise<Timed> {
  return timed(folder, [galley, '-C', folder, '--quiet', ...args])
}

/** Runs a program in a process of its own and throws when it fails. */
async function timed(cwd: string, args: readonly string[]): Promise<Timed> {
  const peak = `process.on('exit', () => process.stderr.write('peak ' + process.resourceUsage().maxRSS))`
  const started = performance.now()
  const child = spawn(process.execPath, ['--import', `data:text/javascript,${encodeURIComponent(peak)}`, ...args], {
    cwd,
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  })
  const [out, err]: string[][] = [[], []]
  child.stdout.on('data', (chunk) => out?.push(String(chunk)))
  child.stderr.on('data', (chunk) => err?.push(String(chunk)))
  const exit = await new Promise<number | null>((resolve) => child.on('close', resolve))
  const ms = Math.round(performance.now() - started)
  const said = err?.join('') ?? ''
  if (exit !== 0) throw new Error(`${args.join(' ')} ended with ${exit}:\n${out?.join('')}${said}`)
  return { ms, peak: Math.round(Number(/peak (\d+)$/.exec(said)?.[1] ?? 0) / 1024) }
}

/** The command line as it is delivered. */
async function bundle(): Promise<string> {
  const folder = 'node_modules/.cache/galley-bench'
  await run(process.execPath, ['action/bundle.ts', '--into', folder], { cwd: root })
  // As beside action/dist: without it Node would look into every file to find out what kind of module it is.
  await writeFile(join(root, folder, 'package.json'), '{"type":"module"}')
  return join(root, folder, 'galley.js')
}

async function git(folder: string, ...args: string[]): Promise<void> {
  const identity = ['-c', 'user.name=Cook', '-c', 'user.email=cook@example.com']
  await run('git', [...identity, ...args], { cwd: folder })
}

function median(all: readonly Timed[]): Timed {
  const sorted = [...all].sort((a, b) => a.ms - b.ms)
  return sorted[Math.floor(sorted.length / 2)] ?? { ms: Number.NaN, peak: Number.NaN }
}

function ratio(a: number, b: number): number {
  return round(a / b, 2)
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}
