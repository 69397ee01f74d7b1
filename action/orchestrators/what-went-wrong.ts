import type { ContextValue } from '../../recipes-schema/expression/template.ts'
import type { Question, Reply } from './client.ts'
import { OutsideFault } from './outside-fault.ts'

/** How much of an unexpected answer is told. */
const told = 300
/** Statuses that may be other ones in a moment. */
const passing: ReadonlySet<number> = new Set([408, 425, 500, 502, 503, 504])
/** What happens before anything was sent. */
const neverSent: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
])
const certificates = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/

/** What the network did instead of an answer. */
export function networkFault(
  error: unknown,
  origin: string,
  { timeoutSeconds, question }: { readonly timeoutSeconds: number | null; readonly question: Question },
): OutsideFault {
  const unsure = question.method !== 'GET' && question.harmless !== true
  if (timeoutSeconds !== null) {
    const message = `${origin} did not answer within ${timeoutSeconds} seconds.`
    return new OutsideFault('outside.timeout', message, 'Look whether it is well.', { retryable: true, unsure })
  }
  const { cause, message } = error as Error & { cause?: Error & { code?: string } }
  const code = cause?.code ?? ''
  const words = `${origin} cannot be reached: ${cause?.message || code || message}.`
  if (certificates.test(code)) {
    const hint = 'Where it has a certificate of your own authority, name that one in NODE_EXTRA_CA_CERTS.'
    return new OutsideFault('outside.certificate', words, hint)
  }
  const facts = { retryable: true, unsure: unsure && !neverSent.has(code) }
  return new OutsideFault('outside.unreachable', words, 'Look whether it runs and can be reached from here.', facts)
}

/** What an answer says that is not a success; null for one that is. */
export function statusFault(reply: Reply, question: Question, refused: boolean): OutsideFault | null {
  const { status, headers, body } = reply
  const unsure = question.method !== 'GET' && question.harmless !== true
  const asked = `${question.method} ${question.path}`
  if (status >= 300 && status < 400) {
    const message = `${asked} was answered by a redirect to ${originOf(headers.get('location'))}: a page to log in at, or another address.`
    return new OutsideFault('outside.not_api', message, 'Mend the `url` of the connection, or its user or token.', {
      status,
      unsure,
    })
  }
  if (isPage(reply, question)) {
    const message = `${asked} was answered (${status}) by an HTML page, not by the API: ${titleOf(body)}.`
    const hint = 'Mend the `url` of the connection, or its user or token; a proxy may ask for a login.'
    return new OutsideFault('outside.not_api', message, hint, { status, unsure, retryable: passing.has(status) })
  }
  if (status >= 200 && status < 300) {
    if (question.text === true || status === 204 || reply.json !== null || body.trim() === '') return null
    const message = `${asked} was answered by what is no JSON: ${body.trim().slice(0, told)}`
    return new OutsideFault('outside.answer', message, 'Look whether its version is one that Galley knows.', {
      status,
      unsure,
    })
  }
  const message = `${asked} was answered ${status}: ${detailOf(reply)}`
  if (refused)
    return new OutsideFault('outside.token', message, 'Renew the token or password that the connection names.', {
      status,
    })
  const limited = status === 403 && (headers.has('retry-after') || headers.get('x-ratelimit-remaining') === '0')
  if (status === 429 || limited)
    return new OutsideFault('outside.busy', message, 'Try later, or with fewer at a time (`jobs:`).', {
      status,
      retryable: true,
    })
  if (passing.has(status))
    return new OutsideFault('outside.busy', message, 'Look whether it is well.', { status, retryable: true, unsure })
  if (status === 403)
    return new OutsideFault('outside.forbidden', message, 'Give the user of the connection the role that this takes.', {
      status,
    })
  if (status === 405)
    return new OutsideFault('outside.not_api', message, 'Mend the `url` of the connection.', { status })
  if (status === 404) return new OutsideFault('outside.not_found', message, 'Mend its name in the recipe.', { status })
  return new OutsideFault('outside.refused', message, 'Mend what the recipe gives it.', { status })
}

function isPage({ headers, body }: Reply, { text }: Question): boolean {
  // What a log begins with is anybody's.
  return (headers.get('content-type') ?? '').includes('html') || (text !== true && /^\s*<(!doctype|html)/i.test(body))
}

function titleOf(body: string): string {
  return /<title[^>]*>([^<]{1,200})/i.exec(body)?.[1]?.trim() ?? 'it has no title'
}

function originOf(location: string | null): string {
  return (location === null ? null : URL.parse(location)?.origin) ?? location?.split('?')[0] ?? 'nowhere'
}

/** The words for people in an answer of one of the usual forms. */
function detailOf({ json, body }: Reply): string {
  const words = wordsIn(json)
  return (words === '' ? body.trim() : words).slice(0, told) || 'it says nothing.'
}

function wordsIn(value: ContextValue): string {
  if (typeof value === 'string') return value
  if (value === null || typeof value !== 'object') return ''
  if (Array.isArray(value)) return value.map(wordsIn).filter(Boolean).join('; ')
  const one = value as { readonly [key: string]: ContextValue }
  const place = Array.isArray(one.loc) ? `${one.loc.join('.')}: ` : ''
  for (const key of ['detail', 'message', 'msg', 'reason', 'errors', 'exception_detail', 'title'])
    if (one[key] !== undefined && one[key] !== null) {
      const words = wordsIn(one[key])
      if (words !== '') return place + words
    }
  return ''
}
