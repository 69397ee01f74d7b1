import { expect } from 'vitest'
import { type EnvironmentState, readEnvironment, readVersions } from '../../action/ledger/environments.ts'
import { migrate } from '../../action/ledger/migrate.ts'
import { publish } from '../../action/run/publish.ts'
import type { Warehouse } from '../../action/warehouses/warehouse.ts'
import type { Fingerprint } from '../../recipes-schema/plan/types.ts'
import type { NodeId } from '../../recipes-schema/recipe/types.ts'

/** Two processes promote at the same time, again and again: exactly one wins, and its name is what people read. */
export async function raceOften(one: Warehouse, two: Warehouse, races: number): Promise<void> {
  // Both make the ledger, at the same time.
  await Promise.all([migrate(one), migrate(two)])
  const session = await two.session('look')
  await one.make(session, { target: 'galley_builds.a', as: 'table', query: 'SELECT 1 AS n' })
  await one.make(session, { target: 'galley_builds.b', as: 'table', query: 'SELECT 2 AS n' })
  const winners: string[] = []
  for (let race = 0; race < races; race++) {
    const now = await readEnvironment(one, 'production')
    expect(now.version).toBe(race)
    const outcome = await Promise.all([promote(one, now, 'galley_builds.a'), promote(two, now, 'galley_builds.b')])
    expect(outcome).toContain('production.moved')
    const winner = outcome.find((said) => said !== 'production.moved') ?? ''
    const [shown] = await session.rows('SELECT n FROM analytics.shown')
    expect(shown).toEqual({ n: winner === 'galley_builds.a' ? 1 : 2 })
    winners.push(winner)
  }
  session.close()
  expect(await readVersions(one, 'production')).toHaveLength(races)
  expect(new Set(winners).size).toBe(2)
}

function promote(warehouse: Warehouse, now: EnvironmentState, relation: string): Promise<string> {
  const node = 'shop.shown' as NodeId
  const frame = { node, kind: 'sql', fingerprint: 'f' as Fingerprint, is_view: false, row_count: 1, checksum: null }
  const build = { ...frame, build: `${relation}${now.version}`, relation, outputs: {}, sandboxed: false }
  const record = { kind: 'run', order_id: relation, actor: 'cook', pull_request: null, commit_sha: null } as const
  const created_at = new Date().toISOString()
  return publish(warehouse, 'analytics', now, new Map([[node, build]]), { ...record, digest: null, created_at }).then(
    () => relation,
    (error: { code?: string }) => error.code ?? String(error),
  )
}
