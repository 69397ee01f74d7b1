import type { Galley } from '../galley.ts'
import { isKnown } from './index.ts'
import { orderingKey } from './ordering-key.ts'

/**
 * Fetches what GitHub sent since a moment and the App has not got: while it was down, or while something before it was.
 * GitHub sends nothing again by itself. Gives how many were missing.
 */
export async function catchUp(galley: Galley, since: Date): Promise<number> {
  let missing = 0
  const seen = new Set<string>()
  for (const { guid, event, number } of await galley.github.deliveries.since(since)) {
    if (seen.has(guid)) continue
    seen.add(guid)
    if ((await galley.store.deliveries.get(guid)) !== null) continue
    const payload = await galley.github.deliveries.payload(number)
    // What nobody acts on is not kept when it arrives either.
    if (payload === null || !isKnown(event, payload)) continue
    const key = orderingKey(payload)
    await galley.store.deliveries.keep({ id: guid, event, key, payload: JSON.stringify(payload) })
    await galley.queue.send(key, { type: 'delivery', delivery: guid })
    galley.log.info({ delivery: guid, event }, 'a webhook that was missed is caught up with')
    missing++
  }
  return missing
}
