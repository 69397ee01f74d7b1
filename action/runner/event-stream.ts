import type { OrderEvent } from '../../recipes-schema/order/types.ts'
import type { AppClient } from './app-client.ts'

export interface EventStream {
  push(event: OrderEvent): void
  /** Sends what is left; to be awaited before the report. */
  end(): Promise<void>
}

/** How long events are gathered before they are sent together, in milliseconds. */
const pause = 1000
/** What one message may hold; the App refuses more. */
const most = 1000

/**
 * Sends an order's events in numbered batches. Progress is a courtesy: when the App cannot be reached the order goes on,
 * and the report tells all. `cancel` is called when the App says that the order is superseded.
 */
export function eventStream(
  client: Pick<AppClient, 'events'>,
  cancel: () => void,
  warn: (message: string) => void,
): EventStream {
  let waiting: OrderEvent[] = []
  let sent = 0
  let timer: NodeJS.Timeout | undefined
  let sending: Promise<void> = Promise.resolve()
  let broken = false

  const flush = (): void => {
    clearTimeout(timer)
    timer = undefined
    sending = sending.then(async () => {
      while (waiting.length > 0 && !broken) {
        const batch = waiting.slice(0, most)
        try {
          const receipt = await client.events(sent, batch)
          sent += batch.length
          waiting = waiting.slice(batch.length)
          if (receipt.cancel) cancel()
        } catch (error) {
          broken = true
          warn(`Progress is no longer shown: ${(error as Error).message}`)
        }
      }
    })
  }
  return {
    push(event) {
      if (broken) return
      waiting.push(event)
      timer ??= setTimeout(flush, pause)
    },
    async end() {
      flush()
      await sending
    },
  }
}
