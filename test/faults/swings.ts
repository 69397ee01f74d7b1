import { type Build, buildKey, recordBuilds } from '../../action/ledger/builds.ts'
import { readEnvironment, readVersions } from '../../action/ledger/environments.ts'
import { migrate } from '../../action/ledger/migrate.ts'
import { publish } from '../../action/run/publish.ts'
import type { Warehouse } from '../../action/warehouses/warehouse.ts'
import type { Fingerprint } from '../../recipes-schema/plan/types.ts'
import type { NodeId } from '../../recipes-schema/recipe/types.ts'

/** Enough names that a promotion by the journal is mostly within them. */
const names = ['a', 'b', 'c', 'd', 'e', 'f']

/** Makes two builds of each name, so that promotions have nothing to do but move names. */
export async function prepareSwings(warehouse: Warehouse): Promise<void> {
  await migrate(warehouse)
  const session = await warehouse.session('prepare')
  for (const name of names)
    for (const n of [0, 1])
      await warehouse.make(session, { target: relationOf(name, n), as: 'table', query: `SELECT ${n} AS n` })
  session.close()
  const origin = { order_id: 'prepare', environment: 'production', commit: null, created_at: '2026' }
  const builds = names.flatMap((name) => [0, 1].map((n) => buildOf(name, n)[1]))
  await recordBuilds(
    warehouse,
    builds.map((build) => ({ build, origin, seconds: 0 })),
  )
}

/** Moves production one version on: version v shows the builds v mod 2. */
export async function swing(warehouse: Warehouse): Promise<void> {
  const now = await readEnvironment(warehouse, 'production')
  const wanted = new Map(names.map((name) => buildOf(name, (now.version + 1) % 2)))
  const by = { kind: 'run', order_id: `order-${process.pid}`, actor: 'cook', pull_request: null } as const
  const record = { ...by, commit_sha: null, digest: null, created_at: new Date().toISOString() }
  await publish(warehouse, 'analytics', now, wanted, record)
}

/** What people read now, one number a name. */
export async function shownSwings(warehouse: Warehouse): Promise<number[]> {
  const session = await warehouse.session('look')
  try {
    const list = names.map((name) => `(SELECT max(n) FROM analytics."${name}") AS ${name}`)
    const [row] = await session.rows<Record<string, number>>(`SELECT ${list.join(', ')}`)
    return names.map((name) => row?.[name] ?? Number.NaN)
  } finally {
    session.close()
  }
}

/** Production is one version, whole: names, bindings and the list of versions agree. */
export async function inspectSwings(warehouse: Warehouse): Promise<{ version: number; faults: string[] }> {
  const { version, bound } = await readEnvironment(warehouse, 'production')
  if (version === 0) return { version, faults: [] }
  const faults: string[] = []
  const shown = await shownSwings(warehouse)
  if (shown.some((n) => n !== version % 2)) faults.push(`version ${version} shows ${shown.join()}`)
  const strange = names.filter((name) => bound.get(nodeOf(name))?.relation !== relationOf(name, version % 2))
  if (strange.length > 0) faults.push(`version ${version} binds ${strange.join()} to other builds`)
  const versions = (await readVersions(warehouse, 'production')).map((one) => one.version)
  const expected = Array.from({ length: version }, (_, index) => version - index)
  if (versions.join() !== expected.join()) faults.push(`versions are ${versions.join()}`)
  return { version, faults }
}

function buildOf(name: string, n: number): [NodeId, Build] {
  const node = nodeOf(name)
  const build = buildKey(node, 'f' as Fingerprint, [String(n)])
  const made = { node, build, kind: 'sql', fingerprint: 'f' as Fingerprint, relation: relationOf(name, n) }
  return [node, { ...made, is_view: false, row_count: 1, checksum: null, outputs: {}, sandboxed: false }]
}

function nodeOf(name: string): NodeId {
  return `shop.${name}` as NodeId
}

function relationOf(name: string, n: number): string {
  return `galley_builds."${name}__${n}"`
}
