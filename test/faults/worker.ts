/** A process that runs, promotes, rolls back and cleans without end, until it is killed: `worker.ts TYPE SETTING FOLDER`. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findLeftovers, removeLeftovers } from '../../action/ledger/clean.ts'
import { readEnvironment } from '../../action/ledger/environments.ts'
import { migrate } from '../../action/ledger/migrate.ts'
import { carryOut } from '../../action/run/carry-out.ts'
import { publish } from '../../action/run/publish.ts'
import type { Project } from '../../recipes-schema/recipe/types.ts'
import { project, shop } from '../support/project.ts'
import { openFaulty } from './open.ts'

const [type = '', setting = '', folder = '', seed = '0'] = process.argv.slice(2)
const recipe = (extra: number): string => `sources: { raw: { file: "${join(folder, 'raw.csv')}" } }
nodes:
  a: { sql: "select v, id + ${extra} as id from raw" }
  b: { sql: "select max(v) as v, count(*) as n from a" }
  c: { sql: "select v from b", materialized: view }
`
const warehouse = await openFaulty(type, setting)
await migrate(warehouse)
const never = new AbortController().signal
const heads = [await project(shop(recipe(0))), await project(shop(recipe(1)))]
process.stdout.write('ready\n')

let count = 0
const order = (
  kind: 'run' | 'promote',
  name: string,
  head: Project,
  base: Project | null,
): ReturnType<typeof carryOut> =>
  carryOut(
    {
      id: `order-${process.pid}-${++count}`,
      kind,
      environment: { name, schema: name === 'production' ? 'analytics' : `analytics__${name}` },
      head,
      base,
      shas: { base: null, head: 'a'.repeat(40), merge_base: null },
      digest: null,
      actor: 'cook',
      pull_request: null,
      date: '2026-01-01',
      force: [],
      jobs: 2,
      env: {},
      folder: async () => folder,
    },
    { warehouse, signal: never, on: () => undefined, now: () => new Date() },
  )

for (let round = Number(seed); ; round++) {
  const [head, other] = round % 2 === 0 ? heads : [...heads].reverse()
  if (head === undefined || other === undefined) throw new Error('there are two heads')
  const rows = Array.from({ length: 100 }, (_, id) => `${id},${round}-${process.pid}`)
  await writeFile(join(folder, 'raw.csv'), `id,v\n${rows.join('\n')}\n`)
  await order('run', 'production', head, null)
  await order('run', 'pr_1', other, head)
  await order('promote', 'production', other, null)
  const now = await readEnvironment(warehouse, 'production')
  const then = await readEnvironment(warehouse, 'production', now.version - 1)
  const record = { kind: 'rollback', order_id: null, actor: 'cook', pull_request: null, commit_sha: null } as const
  await publish(warehouse, 'analytics', now, then.bound, {
    ...record,
    digest: null,
    created_at: new Date().toISOString(),
  })
  const oldestVersion = now.version - 2
  await removeLeftovers(warehouse, await findLeftovers(warehouse, { oldestVersion, madeAfter: '9' }))
}
