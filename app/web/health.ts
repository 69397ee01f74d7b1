import { Hono } from 'hono'
import type { Galley } from '../galley.ts'
import { errorAnswer } from './errors.ts'

/** /healthz: the process answers. /readyz: it can also reach its store, and how many deliveries it gave up. */
export function healthRoutes(galley: Galley): Hono {
  return new Hono()
    .get('/healthz', (context) => context.json({ schema_version: 1, ok: true }))
    .get('/readyz', async (context) => {
      try {
        return context.json({ schema_version: 1, ok: true, parked: await galley.store.deliveries.countParked() })
      } catch (error) {
        galley.log.error({ err: error }, 'the store does not answer')
        return errorAnswer(context, 503, 'store_unreachable', 'The store does not answer.')
      }
    })
}
