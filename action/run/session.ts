import type { Session } from '../warehouses/warehouse.ts'
import type { Execution } from './execution.ts'
import { interruptOnAbort } from './interrupt.ts'

/** Work on a session of its own, whose statements end when the signal aborts. */
export async function withSession<T>(
  { warehouse, origin }: Execution,
  signal: AbortSignal,
  /** What it is for, as the engine's list of sessions shows it. */
  purpose: string,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const session = await warehouse.session(`${origin.order_id} ${purpose}`)
  const unwatch = interruptOnAbort(signal, session)
  try {
    return await work(session)
  } finally {
    unwatch()
    session.close()
  }
}
