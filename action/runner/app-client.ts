import { setTimeout as sleep } from 'node:timers/promises'
import { type Decoded, decodeClaimAnswer, decodeReceipt } from '../../recipes-schema/order/decode.ts'
import type { ClaimAnswer, OrderEvent, Receipt } from '../../recipes-schema/order/types.ts'
import type { Report } from '../../recipes-schema/report/types.ts'
import { exits, Fault } from '../fault.ts'
import { version } from '../version.ts'

/** The App as the Action sees it. */
export interface AppClient {
  claim(): Promise<ClaimAnswer>
  events(first: number, events: readonly OrderEvent[]): Promise<Receipt>
  report(report: Report): Promise<Receipt>
}

interface Options {
  readonly server: string
  readonly order: string
  /** A fresh OIDC token for the App's audience; they live for minutes, so each claim mints its own. */
  readonly mintToken: (audience: string) => Promise<string>
  readonly signal: AbortSignal
  /** Waits between tries, in milliseconds. */
  readonly waits?: readonly number[]
}

/**
 * Speaks to the App over HTTPS. Tries again when the App is away or not ready, never when it refuses. Events are numbered
 * and an order has one report, so both are safe to repeat; a claim is good for once an attempt, so one whose answer was
 * lost is refused the second time and the job has to be run again.
 */
export function appClient({
  server,
  order,
  mintToken,
  signal,
  waits = [500, 1000, 2000, 4000, 8000],
}: Options): AppClient {
  const base = new URL(server)
  const url = (call: string): URL =>
    new URL(`${base.pathname.replace(/\/$/, '')}/api/orders/${encodeURIComponent(order)}/${call}`, base)
  let runToken = ''

  const post = async <T>(
    call: string,
    token: () => Promise<string>,
    body: object,
    decode: (value: unknown) => Decoded<T>,
  ): Promise<T> => {
    for (let attempt = 0; ; attempt++) {
      const answer = await send(url(call), await token(), body, signal)
      if (answer.ok) {
        const decoded = decode(answer.value)
        if (decoded.ok) return decoded.value
        throw new Fault(
          'app.answer',
          exits.world,
          `${base.origin} does not answer as a Galley App: ${decoded.error.message}`,
        )
      }
      const wait = waits[attempt]
      if (!answer.again || wait === undefined) throw answer.fault
      await sleep(wait, undefined, { signal })
    }
  }
  return {
    async claim() {
      const mint = (): Promise<string> => mintToken(base.origin)
      const answer = await post('claim', mint, { schema_version: 1, galley: version }, decodeClaimAnswer)
      runToken = answer.run_token
      return answer
    },
    events: (first, events) =>
      post('events', async () => runToken, { schema_version: 1, first, events }, decodeReceipt),
    report: (report) => post('report', async () => runToken, report, decodeReceipt),
  }
}

type Answer = { ok: true; value: unknown } | { ok: false; again: boolean; fault: Fault }

async function send(url: URL, token: string, body: object, signal: AbortSignal): Promise<Answer> {
  let response: Response
  try {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', accept: 'application/json' }
    const limit = AbortSignal.any([signal, AbortSignal.timeout(30_000)])
    response = await fetch(url, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
      signal: limit,
      redirect: 'error',
    })
  } catch (error) {
    const reason = (error as Error & { cause?: Error }).cause?.message ?? (error as Error).message
    const fault = new Fault('app.unreachable', exits.world, `The App at ${url.origin} cannot be reached: ${reason}`)
    return { ok: false, again: !signal.aborted, fault }
  }
  const value: unknown = await response.json().catch(() => null)
  if (response.ok) return { ok: true, value }
  const { code, message, hint } = readError(value, response.status)
  const again = response.status === 425 || response.status === 429 || response.status >= 500
  const fault = new Fault(
    code,
    response.status >= 500 ? exits.world : exits.refused,
    `The App refused: ${message}`,
    hint,
  )
  return { ok: false, again, fault }
}

function readError(value: unknown, status: number): { code: string; message: string; hint: string | null } {
  const error = (value as { error?: Record<string, unknown> } | null)?.error
  const text = (member: unknown): string | null => (typeof member === 'string' ? member : null)
  return {
    code: text(error?.code) ?? 'app.refused',
    message: text(error?.message) ?? `HTTP ${status}`,
    hint: text(error?.hint),
  }
}
