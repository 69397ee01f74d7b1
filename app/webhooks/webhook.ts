import type { Probot } from 'probot'
import type { Galley } from '../galley.ts'

/** One kind of webhook that the App acts on. */
export interface Webhook {
  /** As `event.action`, or as `event` where it has no actions. What nobody names here is answered and forgotten. */
  readonly events: readonly string[]
  readonly register: (probot: Probot, galley: Galley) => void
}
