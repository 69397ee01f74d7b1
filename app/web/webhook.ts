import { Hono } from 'hono'
import type { Galley } from '../galley.ts'
import { isKnown } from '../webhooks/index.ts'
import { orderingKey } from '../webhooks/ordering-key.ts'
import { atMost, parseJson } from './body.ts'
import { errorAnswer } from './errors.ts'

interface Options {
  /** True when the signature is that of the raw body under the App's secret. */
  readonly verify: (body: string, signature: string) => Promise<boolean>
}

/** GitHub sends no webhook above this. */
const largest = 25_000_000

/**
 * POST /api/github/webhooks: verified on the raw bytes, stored, queued, answered. The work comes later, so that GitHub's
 * ten seconds are never missed and a crash loses nothing.
 */
export function webhookRoutes(galley: Galley, { verify }: Options): Hono {
  return new Hono().post('/api/github/webhooks', atMost(largest), async (context) => {
    const id = context.req.header('x-github-delivery')
    const event = context.req.header('x-github-event')
    const signature = context.req.header('x-hub-signature-256')
    const body = await context.req.text()
    if (!body || !signature || !(await verify(body, signature))) {
      return errorAnswer(
        context,
        401,
        'signature_invalid',
        'The signature is not that of this body.',
        'Compare the webhook secrets on both sides.',
      )
    }
    const payload = parseJson(body)
    if (id === undefined || event === undefined || payload === null || typeof payload !== 'object') {
      return errorAnswer(context, 400, 'not_a_webhook', 'This is not a webhook of GitHub.')
    }
    if (!isKnown(event, payload)) return context.json({ schema_version: 1, delivery: id, state: 'not_needed' }, 200)
    const key = orderingKey(payload)
    const { processed } = await galley.store.deliveries.keep({ id, event, key, payload: body })
    if (processed) return context.json({ schema_version: 1, delivery: id, state: 'processed' }, 200)
    await galley.queue.send(key, { type: 'delivery', delivery: id })
    galley.log.info({ delivery: id, event }, 'webhook stored')
    return context.json({ schema_version: 1, delivery: id, state: 'stored' }, 202)
  })
}
