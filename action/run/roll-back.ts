import type { NodeId } from '../../recipes-schema/recipe/types.ts'
import { exits, Fault } from '../fault.ts'
import { readEnvironment, readVersions, type VersionRecord } from '../ledger/environments.ts'
import type { Warehouse } from '../warehouses/warehouse.ts'
import { bindingChange, publish } from './publish.ts'

export interface RolledBack {
  readonly from: number
  /** The new version, which is what `restored` was. */
  readonly to: number
  readonly restored: number
  readonly bound: readonly NodeId[]
  readonly unbound: readonly NodeId[]
}

interface Wanted extends Pick<VersionRecord, 'order_id' | 'actor' | 'pull_request'> {
  /** Null: the one before. */
  readonly version: number | null
  readonly schema: string
  readonly now: Date
}

/**
 * Moves production's names back to what an earlier version stood on. That is a version itself, so that it can be undone in
 * the same way. An order that has done so before does nothing more, and tells the same.
 */
export async function rollBack(warehouse: Warehouse, wanted: Wanted): Promise<RolledBack> {
  const { order_id, actor, pull_request } = wanted
  const now = await readEnvironment(warehouse, 'production')
  const mine = order_id === null ? undefined : await versionOf(warehouse, order_id)
  const from = mine === undefined ? now.version : mine - 1
  const restored = wanted.version ?? from - 1
  if (!Number.isInteger(restored) || restored < 1 || restored >= from) {
    const hint = from < 2 ? 'There is nothing to go back to.' : `Choose one from 1 to ${from - 1}.`
    const message = `Production cannot go back to version ${restored} from ${from}.`
    throw new Fault('rollback.version', exits.usage, message, hint)
  }
  const then = await readEnvironment(warehouse, 'production', restored)
  if (mine !== undefined) {
    const change = bindingChange(await readEnvironment(warehouse, 'production', from), then.bound)
    return { from, to: mine, restored, bound: [...change.bind.keys()], unbound: change.unbind }
  }
  const change = bindingChange(now, then.bound)
  const to = await publish(warehouse, wanted.schema, now, then.bound, {
    kind: 'rollback',
    order_id,
    actor,
    pull_request,
    commit_sha: then.commit,
    digest: null,
    created_at: wanted.now.toISOString(),
  })
  return { from, to, restored, bound: [...change.bind.keys()], unbound: change.unbind }
}

async function versionOf(warehouse: Warehouse, order: string): Promise<number | undefined> {
  const versions = await readVersions(warehouse, 'production')
  return versions.find(({ order_id }) => order_id === order)?.version
}
