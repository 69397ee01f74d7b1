import type { Octokit } from '@octokit/rest'

/** A webhook as GitHub remembers it; it does so for three days, and sends none again by itself. */
export interface SentDelivery {
  /** As in `X-GitHub-Delivery`; a redelivery has the same. */
  readonly guid: string
  readonly event: string
  readonly deliveredAt: Date
  /** What its content is fetched by. */
  readonly number: number
}

export interface Deliveries {
  /** What was sent since a moment, oldest first. */
  since(moment: Date): Promise<SentDelivery[]>
  /** The content of one; null where GitHub has forgotten it. */
  payload(number: number): Promise<object | null>
}

/** Enough for a long night; beyond this a reconciliation is what helps. */
const mostPages = 50

/** `ask` asks as the App itself. */
export function deliveryOperations(ask: <T>(request: (octokit: Octokit) => Promise<T>) => Promise<T>): Deliveries {
  return {
    since: (moment) =>
      ask(async (octokit) => {
        const found: SentDelivery[] = []
        const pages = octokit.paginate.iterator(octokit.rest.apps.listWebhookDeliveries, { per_page: 100 })
        let count = 0
        for await (const { data } of pages) {
          for (const { guid, event, delivered_at, id } of data)
            found.push({ guid, event, deliveredAt: new Date(delivered_at), number: id })
          const oldest = found.at(-1)
          if (oldest === undefined || oldest.deliveredAt < moment || ++count === mostPages) break
        }
        return found.filter(({ deliveredAt }) => deliveredAt >= moment).reverse()
      }),

    payload: (number) =>
      ask(async (octokit) => {
        const { data } = await octokit.rest.apps.getWebhookDelivery({ delivery_id: number })
        return (data.request.payload as object | null) ?? null
      }),
  }
}
