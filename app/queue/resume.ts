import type { Galley } from '../galley.ts'
import { pullRequestKey } from './job.ts'

/**
 * What was stored but may not have been queued when the process died in between is queued again. Work that has been done
 * meanwhile knows that it has been.
 */
export async function resume(galley: Galley): Promise<void> {
  for (const { id, key } of await galley.store.deliveries.unprocessed()) {
    await galley.queue.send(key, { type: 'delivery', delivery: id })
  }
  for (const { content } of await galley.store.orders.reported()) {
    await galley.queue.send(pullRequestKey(content.repository.id, content.pull_request ?? 0), {
      type: 'judge',
      order: content.id,
    })
  }
}
