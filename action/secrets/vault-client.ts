import { setTimeout as sleep } from 'node:timers/promises'
import { exits, Fault } from '../fault.ts'
import { version } from '../version.ts'

/** What a Vault says: the envelope that all of its answers have. */
export interface VaultAnswer {
  readonly lease_id?: string
  /** In seconds; 0: it does not end. */
  readonly lease_duration?: number
  readonly renewable?: boolean
  readonly data?: Readonly<Record<string, unknown>> | null
  readonly auth?: {
    readonly client_token: string
    readonly lease_duration: number
    readonly renewable: boolean
  } | null
}

/** An answer that is no success, with what the server said about it. */
export class VaultRefusal extends Error {
  readonly status: number

  constructor(status: number, errors: readonly string[]) {
    super(errors.join('; ') || `HTTP ${status}`)
    this.name = 'VaultRefusal'
    this.status = status
  }
}

export interface VaultRequest {
  readonly method: 'GET' | 'POST'
  /** Below /v1/. */
  readonly path: string
  readonly token?: string | null
  readonly body?: unknown
  /** The waits before further tries where the server is away, in milliseconds; none unless said. */
  readonly waits?: readonly number[]
}

/** Asks one Vault; gives null where there is nothing (404), throws VaultRefusal where it refuses, and a Fault where it is away. */
export type VaultClient = (request: VaultRequest) => Promise<VaultAnswer | null>

/** How long one answer may take, and after a cancellation, in milliseconds. */
const [limit, lastLimit] = [10_000, 3000]
/** Sealed, not yet started, too busy: it may be other in a moment. */
const passing: ReadonlySet<number> = new Set([412, 429, 472, 473, 500, 502, 503, 504])

interface Options {
  readonly provider: string
  readonly url: string
  readonly namespace: string | null
  readonly signal: AbortSignal
}

export function vaultClient({ provider, url, namespace, signal }: Options): VaultClient {
  const base = url.replace(/\/+$/, '')
  const once = async ({ method, path, token, body }: VaultRequest): Promise<Response> => {
    const time = AbortSignal.timeout(signal.aborted ? lastLimit : limit)
    return fetch(`${base}/v1/${path}`, {
      method,
      // It would carry the token to whoever it names.
      redirect: 'manual',
      signal: signal.aborted ? time : AbortSignal.any([signal, time]),
      headers: {
        'user-agent': `galley/${version}`,
        'x-vault-request': 'true',
        ...(token ? { 'x-vault-token': token } : {}),
        ...(namespace === null ? {} : { 'x-vault-namespace': namespace }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
    })
  }
  const away = (said: string): Fault =>
    new Fault(
      'secret.unreachable',
      exits.world,
      `The secret provider ${provider} at ${base} ${said}.`,
      'Look whether it runs and can be reached from here.',
    )
  return async (request) => {
    for (let attempt = 0; ; attempt++) {
      const wait = request.waits?.[attempt]
      const answer = await once(request).catch((error: Error & { cause?: Error }) =>
        away(
          error.name === 'TimeoutError'
            ? 'did not answer'
            : `cannot be reached: ${error.cause?.message || error.message}`,
        ),
      )
      const isAway = answer instanceof Fault || passing.has(answer.status)
      if (isAway && wait !== undefined && !signal.aborted) {
        if (!(answer instanceof Fault)) await answer.body?.cancel()
        await sleep(wait, undefined, { signal }).catch(() => undefined)
        continue
      }
      if (answer instanceof Fault) throw answer
      return readAnswer(answer, away)
    }
  }
}

async function readAnswer(response: Response, away: (said: string) => Fault): Promise<VaultAnswer | null> {
  const { status } = response
  const text = await response.text()
  if (status === 204) return {}
  const json = jsonOf(text)
  if (status >= 300 && status < 400) throw away(`answers with a redirect (${status}): name the server that it leads to`)
  if (json === null) throw away(`answers (${status}) with what no Vault says`)
  if (status === 404) return null
  if (status >= 200 && status < 300) return json as VaultAnswer
  const errors = Array.isArray(json.errors) ? json.errors.map(String) : []
  if (status === 503 || status === 501) throw away(`is sealed, or not set up (${errors.join('; ') || status})`)
  if (passing.has(status)) throw away(`answers ${status}: ${errors.join('; ')}`)
  throw new VaultRefusal(status, errors)
}

function jsonOf(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return value !== null && typeof value === 'object' && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}
