import { randomUUID } from 'node:crypto'
import type { Bus } from '../bus.ts'
import type { Installation } from '../store/records.ts'
import { type Delivery, post } from './delivery.ts'

export type Webhooks = ReturnType<typeof createWebhooks>

interface Options {
  readonly appId: number
  readonly secret: string
  readonly bus: Bus
  readonly nextId: () => number
}

/** Sends the App's webhooks, each on its own, as GitHub does: in no promised order and never again by itself. */
export function createWebhooks({ appId, secret, bus, nextId }: Options) {
  const deliveries: Delivery[] = []
  const underWay = new Set<Promise<void>>()
  let target: string | null = null

  const start = (delivery: Delivery): void => {
    deliveries.push(delivery)
    bus.tell('delivery')
    if (target === null) return
    const sent = post(delivery, target, secret, appId).finally(() => {
      underWay.delete(sent)
      bus.tell('delivery')
    })
    underWay.add(sent)
  }

  return {
    deliveries,

    deliverTo(url: string): void {
      target = url
    },

    /** Whether the App wants this event from this installation. */
    wants: (installation: Installation, event: string): boolean =>
      installation.app.id === appId && (event.startsWith('installation') || installation.events.includes(event)),

    send(
      installation: Installation,
      event: string,
      payload: Readonly<Record<string, unknown>>,
      repositoryId: number | null,
    ): void {
      const action = typeof payload.action === 'string' ? payload.action : null
      const fresh = unsent(randomUUID(), nextId())
      start({ ...fresh, event, action, payload, redelivery: false, installationId: installation.id, repositoryId })
    },

    /** Sends a delivery once more, with the GUID that it had. Answers the new one. */
    redeliver(id: string): Delivery {
      const first = deliveries.find((one) => one.id === id)
      if (first === undefined) throw new Error(`There is no delivery ${id}.`)
      const again: Delivery = { ...first, ...unsent(first.id, nextId()), redelivery: true }
      start(again)
      return again
    },

    /** Resolves when every delivery under way has its answer. */
    async settled(): Promise<void> {
      while (underWay.size > 0) await Promise.all(underWay)
    },
  }
}

function unsent(id: string, number: number) {
  return {
    id,
    number,
    sentAt: new Date(),
    status: null,
    outcome: 'pending',
    answeredAt: null,
    request: { headers: {} },
    response: { headers: {}, body: '' },
  }
}
