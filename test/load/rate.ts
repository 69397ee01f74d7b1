import { setTimeout as sleep } from 'node:timers/promises'
import { type Delivery, send } from './deliveries.ts'

export interface Rate {
  readonly sent: number
  readonly refused: number
  /** From the moment that each was due to its 2xx, in ms: waiting for a slow answer before it counts too. */
  readonly p50: number
  readonly p99: number
  readonly longest: number
}

/** Sends deliveries at a steady rate to processes in turn, whether they keep up or not. */
export async function sendAt(
  urls: readonly string[],
  deliveries: readonly Delivery[],
  perSecond: number,
): Promise<Rate> {
  const begun = performance.now()
  const times: number[] = []
  let refused = 0
  await Promise.all(
    deliveries.map(async (delivery, at) => {
      const due = begun + (at * 1000) / perSecond
      await sleep(Math.max(0, due - performance.now()))
      const status = await send(urls[at % urls.length] ?? '', delivery)
      times.push(performance.now() - due)
      if (status === null || status >= 300) refused++
    }),
  )
  times.sort((a, b) => a - b)
  const at = (share: number): number =>
    Math.round(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0)
  return { sent: deliveries.length, refused, p50: at(0.5), p99: at(0.99), longest: at(1) }
}
