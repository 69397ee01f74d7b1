import { Hono } from 'hono'
import type { Galley } from '../galley.ts'
import { errorAnswer } from './errors.ts'

/** Pictures for GitHub's image proxy. An id never gets another content, so whoever has it may keep it. */
export function chartRoutes(galley: Galley): Hono {
  return new Hono().get('/charts/:file{[0-9a-f]{48}\\.png}', async (context) => {
    const png = await galley.store.charts.get(context.req.param('file').slice(0, -'.png'.length))
    if (png === null) return errorAnswer(context, 404, 'chart_unknown', 'There is no such chart.')
    return context.body(new Uint8Array(png), 200, {
      'Content-Type': 'image/png',
      'Cache-Control': 'public, max-age=31536000, immutable',
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "default-src 'none'",
      'X-Robots-Tag': 'noindex',
    })
  })
}
