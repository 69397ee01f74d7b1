import type { Telling } from './channel.ts'

/** So long may a receiver take, in ms. */
const patience = 10_000

/**
 * Posts JSON to the URL that a secret of the App's environment holds. The URL is a secret itself, so no message has it.
 * Throws when there is none, and when it does not answer 2xx in 10 s. Redirects are not followed.
 */
export async function postTo(secret: string, { galley, key }: Telling, body: object): Promise<void> {
  const url = galley.alerts.secrets.get(secret)
  if (url === undefined) throw new Error(`The App's environment has no GALLEY_SECRET_${secret} for alerts to go to.`)
  if (!URL.canParse(url)) throw new Error(`GALLEY_SECRET_${secret} is not a URL.`)
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': 'galley', 'idempotency-key': key },
    body: JSON.stringify(body),
    redirect: 'manual',
    signal: AbortSignal.timeout(patience),
  })
  await answer.body?.cancel()
  if (!answer.ok) throw new Error(`GALLEY_SECRET_${secret}: the receiver answered ${answer.status}.`)
}
