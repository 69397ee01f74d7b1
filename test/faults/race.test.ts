import { expect, it, onTestFinished } from 'vitest'
import { type EnvironmentState, readEnvironment, readVersions } from '../../action/ledger/environments.ts'
import { migrate } from '../../action/ledger/migrate.ts'
import { publish } from '../../action/run/publish.ts'
import { openPostgres } from '../../action/warehouses/postgres.ts'
import type { Warehouse } from '../../action/warehouses/warehouse.ts'
import type { Fingerprint } from '../../recipes-schema/plan/types.ts'
import type { NodeId } from '../../recipes-schema/recipe/types.ts'
import { postgresForFile } from '../support/postgres.ts'

const server = postgresForFile()
const races = 100

it(`of two promoters exactly one wins, ${races} times`, { timeout: 180_000 }, async () => {
  const url = await server.database()
  const [one, two] = await Promise.all([openPostgres(url, { waitMs: 0 }), openPostgres(url, { waitMs: 0 })])
  onTestFinished(async () => {
    await one.close()
    await two.close()
  })
  // Both make the ledger, at the same time.
  await Promise.all([migrate(one), migrate(two)])
  await one.ledger.rows('CREATE TABLE galley_builds.a AS SELECT 1 AS n; CREATE TABLE galley_builds.b AS SELECT 2 AS n')
  const promote = (warehouse: Warehouse, now: EnvironmentState, relation: string): Promise<string> => {
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
  const winners: string[] = []
  for (let race = 0; race < races; race++) {
    const now = await readEnvironment(one, 'production')
    expect(now.version).toBe(race)
    const outcome = await Promise.all([promote(one, now, 'galley_builds.a'), promote(two, now, 'galley_builds.b')])
    expect(outcome).toContain('production.moved')
    const winner = outcome.find((said) => said !== 'production.moved') ?? ''
    const [shown] = await two.ledger.rows('SELECT n FROM analytics.shown')
    expect(shown).toEqual({ n: winner === 'galley_builds.a' ? 1 : 2 })
    winners.push(winner)
  }
  expect(await readVersions(one, 'production')).toHaveLength(races)
  expect(new Set(winners).size).toBe(2)
})
