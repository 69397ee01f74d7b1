import { type Context, Hono } from 'hono'
import type { Galley } from '../galley.ts'
import type { Answer } from '../orders/answer.ts'
import { claimOrder } from '../orders/claim.ts'
import { receiveEvents } from '../orders/events.ts'
import type { RunnerVerifier } from '../orders/oidc.ts'
import { receiveReport } from '../orders/report.ts'
import { atMost, parseJson } from './body.ts'
import { errorAnswer } from './errors.ts'

/** Bytes. */
const largest = { claim: 10_000, events: 1_000_000, report: 5_000_000 }

/** What a runner may ask: to claim an order, to say how it goes, to report. */
export function orderRoutes(galley: Galley, verifier: RunnerVerifier): Hono {
  return new Hono()
    .post('/api/orders/:order/claim', atMost(largest.claim), async (context) =>
      answer(context, await claimOrder(galley, verifier, { ...(await readRequest(context)), now: new Date() })),
    )
    .post('/api/orders/:order/events', atMost(largest.events), async (context) =>
      answer(context, await receiveEvents(galley, { ...(await readRequest(context)), now: Date.now() })),
    )
    .post('/api/orders/:order/report', atMost(largest.report), async (context) =>
      answer(context, await receiveReport(galley, await readRequest(context))),
    )
}

async function readRequest(context: Context): Promise<{ order: string; bearer: string | null; body: unknown }> {
  const bearer = /^Bearer (\S+)$/i.exec(context.req.header('authorization') ?? '')?.[1] ?? null
  return { order: context.req.param('order') ?? '', bearer, body: parseJson(await context.req.text()) }
}

function answer<T extends object>(context: Context, said: Answer<T>): Response {
  return said.ok ? context.json(said.value, 200) : errorAnswer(context, said.status, said.code, said.message, said.hint)
}
