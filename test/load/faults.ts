import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import type { GitHubServer } from '../app/support/github.ts'
import type { AppProcess } from '../demo/app-process.ts'
import { type Delivery, send } from './deliveries.ts'

export interface Survived {
  readonly deliveries: number
  readonly repeated: number
  readonly kills: number
  /** Taken with a 2xx and never worked. */
  readonly lost: number
  /** Commands that were answered more than once, or not at all. */
  readonly twice: number
  readonly unanswered: number
  readonly seconds: number
}

/**
 * Sends deliveries, some of them twice, to processes that are killed and started again; what is not taken is sent again, as
 * GitHub does when it is asked to. Then looks at what became of each.
 */
export async function survive(
  start: () => Promise<AppProcess>,
  deliveries: readonly Delivery[],
  repeated: number,
  kills: number,
  { github, pool }: { readonly github: GitHubServer; readonly pool: pg.Pool },
): Promise<Survived> {
  const begun = performance.now()
  let running: AppProcess | null = await start()
  let next = 0
  const worker = async (): Promise<void> => {
    for (;;) {
      const delivery = deliveries[next++]
      if (delivery === undefined) return
      for (;;) {
        const status = running === null ? null : await send(running.url, delivery)
        if (status !== null && status < 300) break
        await sleep(20)
      }
    }
  }
  const killer = async (): Promise<void> => {
    for (let kill = 1; kill <= kills; kill++) {
      while (next < (deliveries.length * kill) / (kills + 1)) await sleep(5)
      const victim = running
      running = null
      await victim?.kill()
      running = await start()
    }
  }
  await Promise.all([killer(), ...Array.from({ length: 16 }, worker)])
  const ids = new Set(deliveries.map(({ id }) => id))
  const left = async (): Promise<number> => {
    const { rows } = await pool.query('SELECT count(*)::int AS n FROM deliveries WHERE processed_at IS NULL')
    return rows[0].n
  }
  const until = Date.now() + 600_000
  while ((await left()) > 0 && Date.now() < until) await sleep(200)
  const { rows } = await pool.query('SELECT id FROM deliveries WHERE processed_at IS NOT NULL')
  const worked = new Set(rows.map(({ id }: { id: string }) => id))
  const commands = new Set(deliveries.flatMap(({ command }) => (command === null ? [] : [command])))
  const answers = new Map<number, number>()
  for (const { body } of github.comments) {
    const of = Number(/galley:reply:(\d+) /.exec(body)?.[1])
    answers.set(of, (answers.get(of) ?? 0) + 1)
  }
  await (running as AppProcess | null)?.stop()
  return {
    deliveries: ids.size,
    repeated,
    kills,
    lost: [...ids].filter((id) => !worked.has(id)).length,
    twice: [...commands].filter((id) => (answers.get(id) ?? 0) > 1).length,
    unanswered: [...commands].filter((id) => !answers.has(id)).length,
    seconds: Math.round((performance.now() - begun) / 100) / 10,
  }
}
