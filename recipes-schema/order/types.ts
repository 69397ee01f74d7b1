/**
 * What an order asks for. `kitchen` builds and tests a change in its kitchen, `promote` makes production what a merged
 * change proved, `produce` runs one recipe in production on its newest data, `rollback` moves production back to an earlier version, `remove` takes a kitchen away.
 */
export type OrderKind = 'kitchen' | 'promote' | 'produce' | 'rollback' | 'remove'

/** What a production run is of. */
export interface Production {
  readonly recipe: string
  /** Null: the recipe as it stands. */
  readonly variation: string | null
  /** The day that it is for, YYYY-MM-DD, in the schedule's own time zone. */
  readonly date: string
}

/** Somebody who may has said that a measure is meant to have the value that it signalled with. */
export interface AcceptedSignal {
  /** `recipe.node.measure` */
  readonly measure: string
  readonly reason: string
  readonly actor: string
}

/** The order as the App hands it to the Action that claims it. SHAs are 40 hex digits. */
export interface Order {
  readonly id: string
  readonly kind: OrderKind
  /** `pr_42` for a kitchen, `production` for a promotion. */
  readonly environment: string
  /** The commit whose tree is carried out. */
  readonly head: string
  /** The tip of the base branch that the plan was made against. */
  readonly base: string
  /** The commit whose tree the head is compared with. */
  readonly merge_base: string
  /** Null for `remove`, which plans nothing. */
  readonly plan_digest: string | null
  readonly pull_request: number | null
  /** Who asked, for the ledger. */
  readonly actor: string
  /** Nodes to run although the plan would reuse them, as `recipe.node`; empty for a plain order. */
  readonly force: readonly string[]
  /** Acceptances that the kitchen is to record before it is judged; absent: none. */
  readonly accept?: readonly AcceptedSignal[]
  /** Somebody who may has let it cost more than its budget. */
  readonly approved?: true
  /** The kitchen is emptied first. */
  readonly fresh?: true
  /** Of a production run. */
  readonly produce?: Production
  /** Of a promotion: the kitchen that proved the change, whose very builds count, forced ones too. */
  readonly from?: string
  /** The version that a rollback goes back to; null: the one before. */
  readonly to_version?: number | null
}

/** POST /api/orders/ID/claim, with the runner's OIDC token as bearer. */
export interface ClaimRequest {
  readonly schema_version: 1
  /** The Galley version that claims, for the log. */
  readonly galley: string
}

export interface ClaimAnswer {
  readonly schema_version: 1
  readonly order: Order
  /** Bearer for the events and the report of this order alone. */
  readonly run_token: string
}

/** What happens while an order runs. */
export type OrderEvent =
  | { readonly type: 'started'; readonly at: string; readonly total: number }
  | { readonly type: 'node_started'; readonly at: string; readonly recipe: string; readonly node: string }
  | {
      readonly type: 'node_finished'
      readonly at: string
      readonly recipe: string
      readonly node: string
      readonly state: 'succeeded' | 'failed' | 'reused' | 'skipped' | 'cancelled'
      readonly seconds: number
    }

/** POST /api/orders/ID/events with the run token. `first` is the sequence number of events[0]; numbers never go back. */
export interface EventBatch {
  readonly schema_version: 1
  readonly first: number
  readonly events: readonly OrderEvent[]
}

/** The answer to events and report: what the App wants of the run from here on. */
export interface Receipt {
  readonly schema_version: 1
  /** True when a newer order has taken this one's place: stop and clean up. */
  readonly cancel: boolean
}
