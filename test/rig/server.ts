import type { HttpBindings } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import { type Faults, faultResponse } from './faults.ts'
import { answerCodeload, answerRepository } from './git/http.ts'
import { handleRest } from './rest/handle.ts'
import { runnerService } from './runner/service.ts'
import type { Site } from './site.ts'

/** One REST request, to count and to look at. */
export interface RequestRecord {
  readonly method: string
  /** Below the REST root, without the query. */
  readonly path: string
  /** 0: the connection was dropped. */
  readonly status: number
  readonly actor: string
  readonly ms: number
  readonly at: Date
}

type Environment = { Bindings: HttpBindings }

const root = '/api/v3'

/** All that listens: REST, identity tokens, git. */
export function createServer(site: Site, faults: Faults, requests: RequestRecord[]): Hono<Environment> {
  const server = new Hono<Environment>()
  server.all(`${root}/*`, (context) => answerRest(site, faults, requests, context))
  server.get('/_services/token/.well-known/openid-configuration', (context) => context.json(site.oidc.configuration()))
  server.get('/_services/token/.well-known/jwks', async (context) => context.json(await site.oidc.jwks()))
  server.get('/_codeload/:id/tar.gz/:sha', (context) => answerCodeload(site, context.req.param()))
  server.route('/', runnerService(site))
  server.all('/:owner/:name/*', (context) => answerRepository(site, context.req.raw))
  return server
}

async function answerRest(
  site: Site,
  faults: Faults,
  requests: RequestRecord[],
  context: Context<Environment>,
): Promise<Response> {
  const at = new Date()
  const { method, headers, url } = context.req.raw
  const { pathname, searchParams: query } = new URL(url)
  const path = pathname.slice(root.length)
  let actor = 'unknown'
  const record = (status: number): void => {
    requests.push({ method, path, status, actor, ms: Date.now() - at.getTime(), at })
    site.bus.tell('request')
  }
  const drop = (): Response => {
    record(0)
    context.env.incoming.socket.destroy()
    return new Response(null, { status: 500 })
  }
  const fault = faults.take(method, path)
  const body = await context.req.text()
  if (fault?.kind === 'drop-before') return drop()
  if (fault?.kind === 'delay') await new Promise((resolve) => setTimeout(resolve, fault.ms))
  const instead = fault === null ? null : faultResponse(fault)
  if (instead !== null) {
    record(instead.status)
    return instead
  }
  const authorization = headers.get('authorization') ?? undefined
  const handled = await handleRest(site, { method, path, query, authorization, body })
  actor = handled.actor
  if (fault?.kind === 'drop-after') return drop()
  const { status, body: answer, headers: more } = handled.answer
  record(status)
  const shared = {
    'x-github-media-type': 'github.v3; format=json',
    'x-github-request-id': crypto.randomUUID(),
    ...more,
  }
  return answer === undefined
    ? new Response(null, { status, headers: shared })
    : Response.json(answer, { status, headers: shared })
}
