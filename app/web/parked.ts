import { type Context, Hono } from 'hono'
import { basicAuth } from 'hono/basic-auth'
import { csrf } from 'hono/csrf'
import { html } from 'hono/html'
import type { Galley } from '../galley.ts'
import type { ParkedDelivery } from '../store/deliveries.ts'

/**
 * GET /parked: the webhooks that were given up, each with what went wrong and a button to try it again. It names repositories, so
 * it is there only with a token, which is the password of HTTP Basic; the name does not matter.
 */
export function parkedRoutes(galley: Galley, token: string | null): Hono {
  const web = new Hono()
  if (token === null) return web
  const sameToken = (_: string, given: string): boolean => given === token
  web.use('/parked', basicAuth({ verifyUser: sameToken, realm: 'Galley' }), csrf())
  web.get('/parked', async (context) => page(context, await galley.store.deliveries.allParked()))
  web.post('/parked', async (context) => {
    const { delivery } = await context.req.parseBody()
    const again = typeof delivery === 'string' ? await galley.store.deliveries.unpark(delivery) : null
    if (again !== null) {
      await galley.queue.send(again.key, { type: 'delivery', delivery: again.id })
      galley.log.info({ delivery: again.id }, 'a parked webhook is tried again')
    }
    return context.redirect('/parked', 303)
  })
  return web
}

function page(context: Context, parked: readonly ParkedDelivery[]): Response | Promise<Response> {
  context.header(
    'Content-Security-Policy',
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
  )
  context.header('Cache-Control', 'no-store')
  context.header('Referrer-Policy', 'same-origin')
  context.header('X-Content-Type-Options', 'nosniff')
  const rows = parked.map(
    ({ id, event, repository, at, error }) => html`<article>
        <h2>${event} <small>${repository}</small></h2>
        <p>Given up at <time>${at.toISOString().replace('T', ' ').slice(0, 19)}</time> UTC. Delivery <code>${id}</code></p>
        <pre>${error}</pre>
        <form method="post"><input type="hidden" name="delivery" value="${id}"><button>Try again</button></form>
      </article>`,
  )
  return context.html(
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width">
          <title>Galley: parked webhooks</title>
          <style>
            :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
            body { max-width: 50rem; margin: 2rem auto; padding: 0 1rem; }
            article { border: 1px solid color-mix(in srgb, currentColor 25%, transparent); border-radius: 0.5rem; padding: 0 1rem 1rem; margin: 1rem 0; }
            h2 { font-size: 1.1rem; margin: 0.75rem 0 0; }
            small { font-weight: normal; opacity: 0.7; }
            pre { white-space: pre-wrap; overflow-wrap: anywhere; background: color-mix(in srgb, currentColor 8%, transparent); padding: 0.5rem; border-radius: 0.25rem; }
            button { font: inherit; padding: 0.25rem 0.75rem; }
          </style>
        </head>
        <body>
          <h1>Parked webhooks</h1>
          <p>
            ${
              parked.length === 0
                ? 'Nothing was given up: every webhook that came has been worked, or is about to be.'
                : 'Each of these was tried six times and given up. Mend what is wrong, then try it again; a later webhook of the same pull request may have done its work already, and then nothing happens.'
            }
          </p>
          ${rows}
        </body>
      </html>`,
  )
}
