import type { Place } from '../text/diagnostic.ts'
import type { Scalar } from '../written/types.ts'
import type { Duration } from './values.ts'

/** What is said about who may do what and what it may cost; null: what is said for the whole project, or nothing. */
export interface Policy {
  readonly permissions: Permissions | null
  readonly budget: Budget | null
  readonly alerts: readonly Alert[]
  readonly retention: Retention | null
}

/** A role of GitHub's, a team (`team:data`) or a person (`@name`). */
export type Principal = string

/** Who may do it, any of the list; null: Galley's own rule. */
export interface Permissions {
  readonly promote: readonly Principal[] | null
  readonly accept: readonly Principal[] | null
  readonly rollback: readonly Principal[] | null
  readonly approveFork: readonly Principal[] | null
  readonly approveBudget: readonly Principal[] | null
  /** To run a kitchen, and what else changes nobody's but the kitchen: cancel, retry, reset, pin, extend, destroy. */
  readonly run: readonly Principal[] | null
  /** To hold production, and to let it go. */
  readonly lock: readonly Principal[] | null
  readonly place: Place
}

/** What a pull request needs beside a verdict before its gate opens. */
export interface GatePolicy {
  /** How many people have to approve of exactly the head. */
  readonly approvals: number
  /** Whether an owner of each changed recipe has to be among them, where CODEOWNERS names one. */
  readonly codeOwners: boolean
}

export interface Budget {
  readonly bytesScanned: number | null
  readonly minutes: number | null
  readonly onExceed: 'require_approval' | 'refuse' | 'warn'
  readonly place: Place
}

export interface Alert {
  readonly on: readonly AlertEvent[]
  readonly to: AlertChannel
  readonly place: Place
}

export type AlertChannel =
  /** `secret` names what the App's environment keeps the URL under: a URL in a file would let the file send the App anywhere. */
  | { readonly type: 'webhook' | 'slack' | 'teams'; readonly secret: string }
  | { readonly type: 'email'; readonly addresses: readonly string[] }
  | { readonly type: 'issue'; readonly labels: readonly string[] }

export type AlertEvent = 'failed' | 'late' | 'signal' | 'warned' | 'promoted' | 'rolled_back'

/** How long things are kept after nobody needs them any more; null: Galley's own rule. */
export interface Retention {
  readonly builds: Duration | null
  /** How many of production's versions can be rolled back to. */
  readonly versions: number | null
  readonly orders: Duration | null
  readonly place: Place
}

export interface Schedule {
  /** Five fields. */
  readonly cron: string
  /** IANA name. */
  readonly timezone: string
  /** An order that has not ended well so long after its time is late, in seconds. */
  readonly lateAfter: Duration | null
  /** Which of the runs are made up for that were missed. */
  readonly catchUp: 'none' | 'last' | 'all'
  readonly place: Place
}

/** A named set of overrides. */
export interface Variation {
  readonly name: string
  readonly description: string | null
  readonly variables: Readonly<Record<string, Scalar>>
  /** `recipe`: the recipe's own; null: none. */
  readonly schedule: Schedule | 'recipe' | null
  /** Nodes that it leaves out, and with them what stands on them. */
  readonly without: readonly string[]
  readonly place: Place
}
