import { setTimeout as sleep } from 'node:timers/promises'
import { type ContextValue, type ContextValues, evaluateTemplate } from '../../recipes-schema/expression/template.ts'
import type { HttpNode, HttpPoll, HttpRequest } from '../../recipes-schema/recipe/types.ts'
import { deepEvaluated, evaluated } from './evaluated.ts'
import { ask, type HttpAnswer } from './http-answer.ts'
import { type Made, type NodeContext, NodeFailure } from './node.ts'

/** Statuses that may be other ones in a moment. */
const passing: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504])
/** How much of an unexpected answer is told. */
const told = 300

/** Sends a request, makes sure of the answer, and where the node polls asks until what it waits for is so. */
export async function runHttp(node: HttpNode, context: NodeContext): Promise<Made> {
  const request = context.kitchen && node.sandboxed !== null ? node.sandboxed : node.request
  const first = await send(request, context)
  requireExpected(request, first)
  requireTrue(request, first, context)
  const last = request.poll === null ? first : await poll(request, request.poll, first, context)
  const values = withAnswer(context.values, last)
  const outputs = Object.entries(request.outputs).map(([name, template]) => [
    name,
    String(evaluateTemplate(template, values) ?? ''),
  ])
  return { relation: null, is_view: false, outputs: Object.fromEntries(outputs) }
}

async function send(request: HttpRequest, { values, signal, note }: NodeContext): Promise<HttpAnswer> {
  const { method, timeoutSeconds } = request
  const url = evaluated(request.url, values)
  const body = bodyOf(request.body, values)
  const json = body !== null && typeof request.body !== 'string'
  const headers = { ...(json ? { 'content-type': 'application/json' } : {}), ...headersOf(request, values) }
  const answer = await ask({ url, method, headers, body, timeoutSeconds, signal })
  note(`${method} ${url} answered ${answer.status}.`)
  return answer
}

/** Asks by GET until the condition is met. An answer that may pass is no failure yet: it is asked again. */
async function poll(
  request: HttpRequest,
  { url, until, everySeconds, timeoutSeconds }: HttpPoll,
  first: HttpAnswer,
  context: NodeContext,
): Promise<HttpAnswer> {
  const { values, signal, note } = context
  const target = url === null ? request.url : url
  const address = new URL(evaluated(target, withAnswer(values, first)), evaluated(request.url, values)).href
  const headers = headersOf(request, values)
  const ends = performance.now() + timeoutSeconds * 1000
  let seen = ''
  while (performance.now() < ends) {
    await sleep(everySeconds * 1000, undefined, { signal })
    const question = {
      url: address,
      method: 'GET',
      headers,
      body: null,
      timeoutSeconds: request.timeoutSeconds,
      signal,
    }
    const answer = await ask(question).catch((error: unknown) => {
      if (error instanceof NodeFailure && error.retryable) return error
      throw error
    })
    const words = answer instanceof NodeFailure ? answer.message : `GET ${address} answered ${answer.status}.`
    if (words !== seen) note(words)
    seen = words
    if (answer instanceof NodeFailure || passing.has(answer.status)) continue
    requireExpected({ ...request, expect: [] }, answer)
    if (isTrue(evaluateTemplate(until, withAnswer(values, answer)))) return answer
  }
  const message = `After ${timeoutSeconds} seconds it is still not so that ${until}.`
  throw new NodeFailure('http.poll_timeout', message, null, { retryable: true })
}

function requireExpected({ expect }: HttpRequest, { status, headers, body }: HttpAnswer): void {
  if (expect.length === 0 ? status >= 200 && status < 300 : expect.includes(status)) return
  const wanted = expect.length === 0 ? '200 to 299' : expect.join(' or ')
  const where = headers.location === undefined ? '' : ` (a redirect to ${headers.location}, which is not followed)`
  const words = body.trim() === '' ? '' : ` It says: ${body.trim().slice(0, told)}`
  const message = `The answer is ${status}${where}, not ${wanted}.${words}`
  throw new NodeFailure('http.status', message, null, { retryable: passing.has(status) })
}

function requireTrue({ check }: HttpRequest, answer: HttpAnswer, { values }: NodeContext): void {
  if (check === null || isTrue(evaluateTemplate(check, withAnswer(values, answer)))) return
  const words = answer.body.trim().slice(0, told)
  throw new NodeFailure(
    'http.check',
    `The answer is ${answer.status}, and it is not so that ${check}. It says: ${words}`,
  )
}

function withAnswer(values: ContextValues, answer: HttpAnswer): ContextValues {
  return { ...values, response: { ...answer } }
}

function headersOf({ headers }: HttpRequest, values: ContextValues): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, evaluated(value, values)]))
}

/** A text as it is; anything else as JSON, its texts evaluated, each alone keeping its type. */
function bodyOf(body: unknown, values: ContextValues): string | null {
  if (body === null || body === undefined) return null
  return typeof body === 'string' ? evaluated(body, values) : JSON.stringify(deepEvaluated(body, values))
}

function isTrue(value: ContextValue): boolean {
  return value !== null && value !== false && value !== 0 && value !== ''
}
