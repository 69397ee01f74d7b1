import { Fault } from '../fault.ts'
import { NodeFailure } from '../nodes/node.ts'

/** What `galley doctor` has looked at, and how it is. */
export interface Check {
  /** What was looked at: `warehouse`, or `recipe.node` with the environment that it would run in. */
  readonly subject: string
  readonly state: 'ok' | 'failed' | 'skipped'
  /** A stable code; null where nothing is wrong. */
  readonly code: string | null
  readonly message: string
}

/** Looks, and makes of whatever is wrong a check that has failed. */
export async function check(subject: string, look: () => Promise<string>): Promise<Check> {
  try {
    return { subject, state: 'ok', code: null, message: await look() }
  } catch (error) {
    if (error instanceof NodeFailure) return { subject, state: 'failed', code: error.code, message: error.message }
    if (!(error instanceof Fault)) throw error
    const message = error.hint === null ? error.message : `${error.message} ${error.hint}`
    return { subject, state: 'failed', code: error.code, message }
  }
}
