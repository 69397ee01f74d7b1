import type { Report } from '../../recipes-schema/report/types.ts'
import { datasetNames } from '../observe/datasets.ts'
import { areAny, type Observers, openObservers } from '../observe/observers.ts'
import type { Secrets } from '../secrets/secrets.ts'
import type { OrderRequest, Surroundings } from './order-request.ts'
import type { Scope } from './scope.ts'

/** How long an order's end waits for them, and a cancelled one's: GitHub kills that after ten seconds. In milliseconds. */
const [patience, briefly] = [5000, 1500]

/**
 * Carries an order through while its observers are told of its beginning and its end, however it ends. They never fail
 * it, and it waits for them for a few seconds at most.
 */
export async function observeOrder(
  request: OrderRequest,
  surroundings: Surroundings,
  secrets: Secrets,
  { active }: Scope,
  started: Date,
  work: (observers: Observers | null) => Promise<Report>,
): Promise<Report> {
  const { now, signal, observing = { observers: [], root: process.cwd(), warn: () => undefined } } = surroundings
  const { head: project, environment, env } = request
  if (!areAny(observing, env)) return work(null)
  const datasetOf = await datasetNames({
    project,
    env,
    secrets,
    schema: environment.schema,
    productionSchema: project.production.schema,
    isOwn: (id) => active.has(id),
  })
  const order = { id: request.id, environment: environment.name, started }
  const observers = await openObservers(observing, env, secrets, { order, project, datasetOf })
  if (observers === null) return work(null)
  observers.tell({ type: 'order_started', at: started.toISOString() })
  try {
    const report = await work(observers)
    const { verdict, reasons, order } = report
    observers.tell({ type: 'order_ended', at: order.finished_at, verdict, reasons })
    return report
  } catch (error) {
    const message = secrets.redactor.redact((error as Error).message)
    const reasons = [{ code: 'node_failed', subject: environment.name, message }] as const
    const verdict = signal.aborted ? 'cancelled' : null
    observers.tell({ type: 'order_ended', at: now().toISOString(), verdict, reasons })
    throw error
  } finally {
    await observers.close(signal.aborted ? briefly : patience)
  }
}
