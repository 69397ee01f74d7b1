import { createHmac } from 'node:crypto'

/** One webhook, and how it was answered. */
export interface Delivery {
  /** The GUID of X-GitHub-Delivery; a redelivery keeps it. */
  readonly id: string
  /** The number under which the API has it. */
  readonly number: number
  readonly event: string
  readonly action: string | null
  readonly payload: Readonly<Record<string, unknown>>
  readonly redelivery: boolean
  readonly installationId: number
  readonly repositoryId: number | null
  readonly sentAt: Date
  /** Null: not sent, or the connection failed or took longer than ten seconds. */
  status: number | null
  /** In words, as GitHub lists it. */
  outcome: string
  answeredAt: Date | null
  request: { readonly headers: Readonly<Record<string, string>> }
  response: { readonly headers: Readonly<Record<string, string>>; readonly body: string }
}

/** GitHub waits this long for an answer. */
const patience = 10_000

/** Posts a delivery, signed over the very bytes that are sent, and writes down the answer. */
export async function post(delivery: Delivery, url: string, secret: string, appId: number): Promise<void> {
  const body = JSON.stringify(delivery.payload)
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'GitHub-Hookshot/rig',
    'x-github-delivery': delivery.id,
    'x-github-event': delivery.event,
    'x-github-hook-id': String(appId),
    'x-github-hook-installation-target-id': String(appId),
    'x-github-hook-installation-target-type': 'integration',
    'x-hub-signature': `sha1=${createHmac('sha1', secret).update(body).digest('hex')}`,
    'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
  }
  delivery.request = { headers }
  try {
    const answer = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(patience) })
    delivery.response = { headers: Object.fromEntries(answer.headers), body: await answer.text() }
    delivery.status = answer.status
    delivery.outcome = answer.ok ? 'OK' : `Invalid HTTP Response: ${answer.status}`
  } catch (error) {
    delivery.outcome =
      error instanceof Error && error.name === 'TimeoutError' ? 'timed out' : 'failed to connect to host'
  }
  delivery.answeredAt = new Date()
}
