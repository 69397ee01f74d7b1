import { Hono } from 'hono'
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { Galley } from '../galley.ts'
import { openStatuses } from '../orders/state.ts'
import { errorAnswer } from './errors.ts'

/**
 * GET /metrics in Prometheus' text format: the process, and where deliveries and orders stand, counted in the store when
 * it is asked for, so that each replica tells of all. It names no repository and no person.
 */
export function metricsRoutes(galley: Galley): Hono {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'galley_' })
  const orders = new Gauge({
    name: 'galley_orders',
    help: 'Orders by where they stand; those with an end since they began.',
    labelNames: ['kind', 'status'],
    registers: [registry],
  })
  const deliveries = new Gauge({
    name: 'galley_deliveries',
    help: 'Webhooks that wait to be worked, and those that were given up.',
    labelNames: ['state'],
    registers: [registry],
  })
  const oldest = new Gauge({
    name: 'galley_oldest_open_order_seconds',
    help: 'How long the oldest order without an end has been open; 0 where none is.',
    registers: [registry],
  })
  return new Hono().get('/metrics', async (context) => {
    try {
      const [counted, waiting, parked] = await Promise.all([
        galley.store.orders.counts(),
        galley.store.deliveries.unprocessed(),
        galley.store.deliveries.countParked(),
      ])
      orders.reset()
      for (const { kind, status, count } of counted) orders.set({ kind, status }, count)
      const open = counted.filter(({ status }) => (openStatuses as readonly string[]).includes(status))
      const since = Math.min(Date.now(), ...open.map((one) => one.oldest.getTime()))
      oldest.set((Date.now() - since) / 1000)
      deliveries.set({ state: 'waiting' }, waiting.length)
      deliveries.set({ state: 'parked' }, parked)
      return context.text(await registry.metrics(), 200, { 'content-type': registry.contentType })
    } catch (error) {
      galley.log.error({ err: error }, 'the store does not answer')
      return errorAnswer(context, 503, 'store_unreachable', 'The store does not answer.')
    }
  })
}
