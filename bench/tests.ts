import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkBuild } from '../action/quality/check-build.ts'
import { openDuckdb } from '../action/warehouses/duckdb.ts'
import { openParser } from '../action/warehouses/parsers.ts'
import type { Fingerprint } from '../recipes-schema/plan/types.ts'
import { type Asked, planScan, type Sharing } from '../recipes-schema/quality/scan.ts'
import { testKind } from '../recipes-schema/quality/tests/index.ts'
import { loadProject } from '../recipes-schema/recipe/load.ts'
import { nodeId } from '../recipes-schema/recipe/types.ts'

/**
 * 20 tests of one table in DuckDB: as Galley asks them, against the same questions one query each over a subquery (as
 * test runners that know nothing of one another write them) and against all in one SELECT, in the same run.
 * `npx node bench/tests.ts [ROWS] [REPEATS] [shuffled]`: ids rise with the rows unless they are shuffled.
 */
const [rows = 10_000_000, repeats = 3] = process.argv.slice(2, 4).map(Number)
const isShuffled = process.argv[4] === 'shuffled'

const recipe = `recipe: bench
nodes:
  customers: { sql: "select range as customer from range(500000)" }
  orders:
    sql: "select 1 as id"
    tests:
      - not_null: id
      - not_null: customer
      - not_null: amount
      - not_null: status
      - not_null: day
      - not_null: email
      - unique: id
      - unique: [customer, day, id]
      - accepted_values: { column: status, values: [new, paid, sent, done] }
      - accepted_values: { column: hour, values: [${Array.from({ length: 24 }, (_, hour) => hour).join(', ')}] }
      - relationships: { column: customer, to: customers.customer }
      - range: { column: amount, min: 0, max: 200 }
      - range: { column: hour, min: 0, max: 23 }
      - range: { column: day, min: '2019-01-01' }
      - check: "amount >= 0 or status = 'new'"
      - check: "length(email) < 40"
      - check: "maybe is null or maybe between 0 and 100"
      - pattern: { column: email, matches: '@example[.]com$' }
      - row_count: { min: 1 }
      - distinct_count: { columns: status, max: 4 }
`
const table = `select ${isShuffled ? `(range * 7919) % ${rows}` : 'range'} as id, range % 500000 as customer, (range * 7919) % 10007 / 100.0 as amount,
  case range % 4 when 0 then 'new' when 1 then 'paid' when 2 then 'sent' else 'done' end as status,
  date '2020-01-01' + (range % 2000)::int as day, 'user' || (range % 1000) || '@example.com' as email,
  (range % 24)::int as hour, case when range % 10 = 0 then null else range % 100 end as maybe from range(${rows})`

const folder = await mkdtemp(join(tmpdir(), 'galley-bench-'))
const never = new AbortController().signal
const warehouse = await openDuckdb(join(folder, 'w.duckdb'), { waitMs: 0, onWait: () => {}, signal: never })
const parser = openParser()
const session = await warehouse.session()
try {
  const node = await readNode()
  await session.rows('create schema bench')
  await session.rows(`create table bench.orders as ${table}`)
  await session.rows('create table bench.customers as select range as customer from range(500000)')
  const questions = node.tests.flatMap((test): Asked[] => {
    const question = testKind(test.kind).ask(test.options, contextOf())
    return question.type === 'nothing' ? [] : [{ question, where: null }]
  })
  const ways: Readonly<Record<string, () => Promise<void>>> = {
    'one query each': async () => void (await ask(questions.map((one) => naive(one)))),
    'all in one SELECT': async () => void (await ask(statements(questions, 'all'))),
    'light ones in one SELECT': async () => void (await ask(statements(questions, 'light'))),
    Galley: galley,
  }
  const times = new Map<string, { wall: number[]; cpu: number[] }>()
  // Taken in turns, so that a busy machine is busy for all of them.
  for (let at = 0; at < repeats; at++)
    for (const [name, way] of Object.entries(ways)) {
      const [started, cpu] = [performance.now(), process.cpuUsage()]
      await way()
      const used = process.cpuUsage(cpu)
      const found = times.get(name) ?? { wall: [], cpu: [] }
      found.wall.push((performance.now() - started) / 1000)
      found.cpu.push((used.user + used.system) / 1e6)
      times.set(name, found)
    }
  console.log(
    `${node.tests.length} tests of ${rows.toLocaleString('en-US')} rows${isShuffled ? ', shuffled' : ''}, ${warehouse.engine}, best of ${repeats}\n`,
  )
  console.log('                            seconds    ratio   CPU seconds    ratio')
  const base = times.get('one query each')
  for (const [name, { wall, cpu }] of times) {
    const [w, c] = [Math.min(...wall), Math.min(...cpu)]
    const [bw, bc] = [Math.min(...(base?.wall ?? [])), Math.min(...(base?.cpu ?? []))]
    console.log(
      `${name.padEnd(26)}${w.toFixed(2).padStart(9)}${(w / bw).toFixed(2).padStart(9)}${c.toFixed(2).padStart(14)}${(c / bc).toFixed(2).padStart(9)}`,
    )
  }

  async function galley(): Promise<void> {
    const { tests } = await checkBuild(node, build(), {
      warehouse,
      session,
      relationOf: (id) => `bench.${id.slice(id.indexOf('.') + 1)}`,
      productionOf: () => null,
      now: Date.now(),
      seconds: null,
      tests: true,
    })
    const wrong = tests.filter((test) => test.state !== 'passed')
    if (wrong.length > 0) throw new Error(wrong.map((test) => `${test.test}: ${test.message}`).join('\n'))
  }
  function build() {
    const fingerprint = 'f' as Fingerprint
    return {
      build: 'b',
      node: node.id,
      kind: 'sql',
      fingerprint,
      relation: 'bench.orders',
      is_view: false,
      row_count: rows,
      checksum: null,
      outputs: {},
      sandboxed: false,
    }
  }
} finally {
  session.close()
  await parser.close()
  await warehouse.close()
  await rm(folder, { recursive: true, force: true })
}

async function readNode() {
  const files: Readonly<Record<string, string>> = {
    'galley.yaml': `galley: 1\nrecipes: r.yaml\nconnections: { w: { type: duckdb, path: w } }\nenvironments: { production: { connection: w, schema: p } }\n`,
    'r.yaml': recipe,
  }
  const entries = new Map(Object.keys(files).map((path) => [path, path]))
  const tree = { entries, read: async (path: string) => new TextEncoder().encode(files[path]) }
  const loaded = await loadProject(tree, parser.parser)
  const node = loaded.ok ? loaded.project.nodes.get(nodeId('bench', 'orders')) : undefined
  if (node === undefined) throw new Error(JSON.stringify(loaded.diagnostics))
  return node
}

function contextOf(): Parameters<ReturnType<typeof testKind>['ask']>[1] {
  return {
    dialect: 'duckdb',
    relation: 'bench.orders',
    rows: (alias) => `bench.orders AS ${alias}`,
    over: (aggregate) => aggregate,
    relationOf: (name) => `bench.${name}`,
    production: null,
    query: null,
    fresh: null,
    now: Date.now(),
  }
}

function statements(questions: readonly Asked[], sharing: Sharing): string[] {
  return planScan('bench.orders', questions, sharing).map(({ sql }) => sql)
}

/** The failing rows of one question counted by themselves, without proofs. */
function naive({ question }: Asked): string {
  if (question.type === 'statement') return question.statement
  if (question.type === 'condition')
    return `select count(*) as failures from (select * from bench.orders where ${question.condition}) as failing`
  return question.alone ?? `select ${Object.values(question.aggregates).join(', ')} from bench.orders`
}

async function ask(texts: readonly string[]): Promise<void> {
  for (const text of texts) await session.rows(text)
}
