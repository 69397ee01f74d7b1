import type { Session } from '../warehouses/warehouse.ts'
import type { Execution } from './execution.ts'
import { interruptOnAbort } from './interrupt.ts'

/** Work on a session of its own, whose statements end when the signal aborts. */
export async function withSession<T>(
  { warehouse }: Execution,
  signal: AbortSignal,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const session = await warehouse.session()
  const unwatch = interruptOnAbort(signal, session)
  try {
    return await work(session)
  } finally {
    unwatch()
    session.close()
  }
}
