import type { AddressInfo } from 'node:net'
import { type ServerType, serve } from '@hono/node-server'
import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { Logger } from 'pino'
import { errorAnswer } from './errors.ts'

export interface Listening {
  /** Where it listens, e.g. http://127.0.0.1:40123. */
  readonly url: string
  stop(): Promise<void>
}

/** Puts the groups of routes together. What no route expects is answered in the same shape as every other error. */
export function createWeb(groups: readonly Hono[], log: Logger): Hono {
  const web = new Hono()
  for (const group of groups) web.route('/', group)
  web.notFound((context) => errorAnswer(context, 404, 'route_unknown', 'There is nothing here.'))
  web.onError((error, context) => {
    // What a guard at the door says: no password, another origin.
    if (error instanceof HTTPException) return error.getResponse()
    log.error({ err: error, path: context.req.path }, 'a request failed')
    return errorAnswer(context, 500, 'internal', 'Something went wrong here; trying again may help.')
  })
  return web
}

/** Answers until the App is ready: a webhook that comes now is one that failed, and can be sent again. */
export function startingWeb(): Hono {
  return new Hono().all('*', (context) =>
    errorAnswer(context, 503, 'starting', 'Galley is starting.', 'Try again in a moment.'),
  )
}

/** Listens. The routes may be made once the address is known: `web` is asked for each request. */
export function listen(web: () => Hono, host: string, port: number): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const server: ServerType = serve(
      { fetch: (request, env) => web().fetch(request, env), hostname: host, port },
      (info: AddressInfo) => {
        const shown = info.address.includes(':') ? `[${info.address}]` : info.address
        resolve({ url: `http://${shown}:${info.port}`, stop: () => stop(server) })
      },
    )
    server.once('error', reject)
  })
}

/** What is being answered is answered; idle connections are closed. */
function stop(server: ServerType): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()))
    if ('closeIdleConnections' in server) server.closeIdleConnections()
  })
}
