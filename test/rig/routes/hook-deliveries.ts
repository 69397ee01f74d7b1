import { type Call, found, invalid, ok, type Route } from '../rest/call.ts'
import { pageOf } from '../rest/paginate.ts'
import { timestamp } from '../time.ts'
import type { Delivery } from '../webhooks/delivery.ts'

export const hookDeliveryRoutes: readonly Route[] = [
  { operation: 'apps/list-webhook-deliveries', needs: 'app', answer: list },
  {
    operation: 'apps/get-webhook-delivery',
    needs: 'app',
    answer: (call) => {
      const delivery = deliveryOf(call)
      const request = { headers: delivery.request.headers, payload: delivery.payload }
      const response = { headers: delivery.response.headers, payload: delivery.response.body }
      return ok({ ...present(delivery), url: call.site.url, request, response })
    },
  },
  {
    operation: 'apps/redeliver-webhook-delivery',
    needs: 'app',
    answer: (call) => {
      call.site.webhooks.redeliver(deliveryOf(call).id)
      return ok({}, 202)
    },
  },
]

/** Newest first, by cursor: the number of the first delivery of the page. */
function list(call: Call) {
  const { size } = pageOf(call.query)
  const status = call.query.get('status')
  const newest = call.site.webhooks.deliveries
    .filter((one) => one.answeredAt !== null && (status === null || (status === 'success') === isSuccess(one)))
    .reverse()
  const cursor = call.query.get('cursor')
  const start = cursor === null ? 0 : newest.findIndex((one) => String(one.number) === cursor)
  if (start < 0) throw invalid('HookDelivery', 'cursor', 'invalid')
  const next = newest[start + size]
  const query = new URLSearchParams(call.query)
  if (next !== undefined) query.set('cursor', String(next.number))
  const link = `<${call.site.apiUrl}/app/hook/deliveries?${query}>; rel="next"`
  return {
    status: 200,
    body: newest.slice(start, start + size).map(present),
    ...(next === undefined ? {} : { headers: { link } }),
  }
}

function deliveryOf({ site, params }: Call): Delivery {
  return found(site.webhooks.deliveries.find((one) => String(one.number) === params.delivery_id))
}

function isSuccess({ status }: Delivery): boolean {
  return status !== null && status < 400
}

/** `hook-delivery-item`. */
function present(delivery: Delivery) {
  const { sentAt, answeredAt } = delivery
  return {
    id: delivery.number,
    guid: delivery.id,
    delivered_at: timestamp(sentAt),
    redelivery: delivery.redelivery,
    duration: answeredAt === null ? 0 : (answeredAt.getTime() - sentAt.getTime()) / 1000,
    status: delivery.outcome,
    status_code: delivery.status ?? 0,
    event: delivery.event,
    action: delivery.action,
    installation_id: delivery.installationId,
    repository_id: delivery.repositoryId,
    throttled_at: null,
  }
}
