import type { NodeId } from '../../recipes-schema/recipe/types.ts'
import { sha256 } from '../../recipes-schema/text/digest.ts'
import { exits, Fault } from '../fault.ts'
import type { NameChange, Warehouse } from '../warehouses/warehouse.ts'
import { type BindingChange, bindNodes, moved, type VersionRecord } from './environments.ts'

/**
 * Promotion where no transaction holds several names together. What is to be done is written down first; then one
 * compare-and-set decides who does it; then it is done, each part so that doing it twice does no harm.
 *
 *   stable N --(compare and set)--> switching N+1 --(names, bindings, version)--> stable N+1
 *
 * Whoever finds `switching` with an expired holder finishes it forward. Readers can see a mix of names meanwhile.
 */

/** How long a holder may be silent before others take over, in milliseconds. */
export const lease = 60_000

interface Entry {
  readonly environment: string
  readonly expected: number
  readonly names: readonly NameChange[]
  readonly bind: readonly (readonly [NodeId, string])[]
  readonly unbind: readonly NodeId[]
  readonly record: Omit<VersionRecord, 'version' | 'environment'>
}

interface Switching extends Record<string, string | number | null> {
  readonly name: string
  readonly version: number
  readonly entry: string
  readonly holder: string
  readonly expires_at: string
}

/** Moves an environment by the journal and gives its new version; throws when somebody else has moved it. */
export async function publishByJournal(
  warehouse: Warehouse,
  environment: string,
  expected: number,
  names: readonly NameChange[],
  change: BindingChange,
  record: Entry['record'],
  now: () => Date,
): Promise<number> {
  const { ledger } = warehouse
  await settle(warehouse, now, () => undefined)
  const entry: Entry = { environment, expected, names, bind: [...change.bind], unbind: change.unbind, record }
  const text = JSON.stringify(entry)
  const id = sha256(`${text}${now().toISOString()}${process.pid}`).slice(0, 20)
  await ledger.rows('INSERT INTO galley.journal VALUES ($1, $2, $3)', [id, text, now().toISOString()])
  await ledger.rows(
    "INSERT INTO galley.environments (name, version, state) VALUES ($1, 0, 'stable') ON CONFLICT DO NOTHING",
    [environment],
  )
  const won = await ledger.rows(
    `UPDATE galley.environments SET version = $3, state = 'switching', entry = $4, holder = $4, expires_at = $5
     WHERE name = $1 AND version = $2 AND state = 'stable' RETURNING version`,
    [environment, expected, expected + 1, id, until(now)],
  )
  if (won.length !== 1) {
    await ledger.rows('DELETE FROM galley.journal WHERE id = $1', [id])
    throw await moved(warehouse, environment, expected)
  }
  await finish(warehouse, id, id, entry, now)
  return expected + 1
}

/**
 * Finishes what somebody left half done, or waits for whoever is at it. To be called before the ledger is read. `say` is
 * told what was found.
 */
export async function settle(warehouse: Warehouse, now: () => Date, say: (message: string) => void): Promise<void> {
  const { ledger } = warehouse
  for (;;) {
    const [found] = await ledger.rows<Switching>(
      "SELECT name, version, entry, holder, expires_at FROM galley.environments WHERE state = 'switching' ORDER BY name",
    )
    if (found === undefined) return
    if (found.expires_at > now().toISOString()) {
      await new Promise((resolve) => setTimeout(resolve, 200))
      continue
    }
    const mine = sha256(`${found.holder}${now().toISOString()}${process.pid}`).slice(0, 20)
    const taken = await ledger.rows<{ holder: string }>(
      `UPDATE galley.environments SET holder = $3, expires_at = $4
       WHERE name = $1 AND holder = $2 AND state = 'switching' AND expires_at = $5 RETURNING holder`,
      [found.name, found.holder, mine, until(now), found.expires_at],
    )
    if (taken.length !== 1) continue
    const [row] = await ledger.rows<{ entry: string }>('SELECT entry FROM galley.journal WHERE id = $1', [found.entry])
    if (row === undefined) throw lostEntry(found)
    say(`The promotion of ${found.name} to version ${found.version} was cut short; it is finished now.`)
    await finish(warehouse, mine, found.entry, JSON.parse(row.entry) as Entry, now)
  }
}

/** Does what the entry says. Each step may have been done already. */
async function finish(
  warehouse: Warehouse,
  holder: string,
  id: string,
  { environment, expected, names, bind, unbind, record }: Entry,
  now: () => Date,
): Promise<void> {
  const { ledger } = warehouse
  for (const change of names) {
    const held = await ledger.rows(
      "UPDATE galley.environments SET expires_at = $3 WHERE name = $1 AND holder = $2 AND state = 'switching' RETURNING name",
      [environment, holder, until(now)],
    )
    // Somebody took over while this process was held up: they do the rest.
    if (held.length !== 1) return
    await warehouse.moveNames([change])
  }
  await bindNodes(
    warehouse,
    { bind: new Map(bind), unbind },
    { ...record, environment, version: expected + 1 },
    'ON CONFLICT DO NOTHING',
  )
  await ledger.rows(
    "UPDATE galley.environments SET state = 'stable', holder = NULL, expires_at = NULL WHERE name = $1 AND holder = $2",
    [environment, holder],
  )
  await ledger.rows('DELETE FROM galley.journal WHERE id = $1', [id])
}

function until(now: () => Date): string {
  return new Date(now().getTime() + lease).toISOString()
}

function lostEntry({ name, version }: Switching): Fault {
  const message = `${name} is on its way to version ${version}, and the journal does not know how.`
  return new Fault(
    'journal.lost',
    exits.world,
    message,
    'Roll back to an earlier version once the journal is restored.',
  )
}
