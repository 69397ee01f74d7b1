import { lease, settle } from '../../action/ledger/journal.ts'
import type { Warehouse } from '../../action/warehouses/warehouse.ts'
import { quiet, randomBy, startAndKill } from './kill.ts'
import { openFaulty } from './open.ts'
import { inspectSwings, prepareSwings, shownSwings } from './swings.ts'

export interface KilledPromoter {
  readonly kills: number
  /** Kills that left the environment on its way, so that there was something to finish. */
  readonly halfway: number
  /** Kills after which readers saw names of two versions, until the promotion was finished. */
  readonly mixed: number
  /** Kills that left everything at rest: before the compare-and-set, or after the end. */
  readonly whole: number
  readonly faults: readonly string[]
}

/** Kills a process that only promotes, at moments drawn from the seed, and lets the next one finish what it left. */
export async function killPromoter(
  type: string,
  setting: string,
  { kills, seed, withinMs }: { kills: number; seed: number; withinMs: number },
): Promise<KilledPromoter> {
  const random = randomBy(seed)
  const first = await openFaulty(type, setting)
  await prepareSwings(first)
  await first.close()
  const seen = { halfway: 0, mixed: 0, whole: 0 }
  const faults: string[] = []
  let last = 0
  for (let kill = 0; kill < kills; kill++) {
    await startAndKill('promoter.ts', [type, setting], Math.floor(random() * withinMs))
    const warehouse = await openFaulty(type, setting)
    try {
      await quiet(warehouse)
      const switching = await isSwitching(warehouse)
      if (switching) seen.halfway++
      else seen.whole++
      if (switching && new Set(await shownSwings(warehouse).catch(() => [])).size > 1) seen.mixed++
      // The next command, as it would be a minute later: the holder's lease is over.
      const later = (): Date => new Date(Date.now() + 2 * lease)
      await settle(warehouse, later, () => undefined)
      if (await isSwitching(warehouse)) faults.push(`after kill ${kill}: it is still on its way`)
      const { version, faults: found } = await inspectSwings(warehouse)
      if (version < last) faults.push(`after kill ${kill}: version ${version} comes after ${last}`)
      last = version
      faults.push(...found.map((fault) => `after kill ${kill}: ${fault}`))
    } finally {
      await warehouse.close()
    }
  }
  return { kills, ...seen, faults }
}

async function isSwitching({ ledger }: Warehouse): Promise<boolean> {
  return (await ledger.rows("SELECT name FROM galley.environments WHERE state = 'switching'")).length > 0
}
