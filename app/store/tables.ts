import type { ColumnType } from 'kysely'

/** JSON is read back parsed and written as text; `jsonb` would refuse the \u0000 that a webhook may hold. */
type Json<T> = ColumnType<T, string, string>
type OptionalJson = ColumnType<unknown, string | null | undefined, string | null>
type Instant = ColumnType<Date, Date | undefined, Date>

export interface DeliveriesTable {
  id: string
  event: string
  /** Deliveries of one key are worked one after the other. */
  key: string
  payload: string
  received_at: Instant
  processed_at: ColumnType<Date | null, Date | null | undefined, Date | null>
  /** Set when it was given up after its last attempt. */
  parked_at: ColumnType<Date | null, Date | null | undefined, Date | null>
  error: ColumnType<string | null, string | null | undefined, string | null>
}

export interface KitchensTable {
  repository_id: string
  pull_request: number
  /** The sticky comment, once written. */
  comment_id: ColumnType<string | null, string | null | undefined, string | null>
  /** Who keeps it until the pull request is closed. */
  pinned_by: ColumnType<string | null, string | null | undefined, string | null>
  keep_until: ColumnType<Date | null, Date | null | undefined, Date | null>
}

export interface OrdersTable {
  id: string
  repository_id: string
  pull_request: number
  kind: string
  environment: string
  status: string
  run_id: ColumnType<string | null, string | null | undefined, string | null>
  /** Counts the transitions: a change is written only on the revision that it was decided on. */
  revision: number
  state: Json<unknown>
  content: Json<unknown>
  report: OptionalJson
  progress: OptionalJson
  checks: Json<unknown>
  created_at: Instant
}

export interface OrderHistoryTable {
  order_id: string
  revision: number
  state: Json<unknown>
  at: Instant
}

export interface RunnerTokensTable {
  /** The token's `jti`. */
  id: string
  expires_at: Instant
}

export interface ChartsTable {
  id: string
  repository_id: string
  order_id: string
  png: Uint8Array
  created_at: Instant
}

/** Every command and pressed button, whether it was allowed or not. Rows are only added. */
export interface CommandsTable {
  /** The delivery that brought it. */
  id: string
  repository_id: string
  pull_request: number
  actor: string
  role: string | null
  command: string
  allowed: boolean
  answer: ColumnType<string | null, string | null | undefined, string>
  at: Instant
}

export interface AcceptancesTable {
  repository_id: string
  pull_request: number
  /** `recipe.node.measure` */
  measure: string
  reason: string
  actor: string
  at: Instant
}

export interface ApprovalsTable {
  repository_id: string
  pull_request: number
  /** The one commit that it is for. */
  head: string
  what: string
  actor: string
  at: Instant
}

export interface LocksTable {
  repository_id: string
  /** `*` for all recipes. */
  recipe: string
  reason: string
  actor: string
  at: Instant
}

export interface MergeWishesTable {
  repository_id: string
  pull_request: number
  head: string
  actor: string
  at: Instant
}

export interface SchedulesTable {
  repository_id: string
  recipe: string
  /** Empty for the recipe as it stands. */
  variation: string
  repository: Json<unknown>
  schedule: Json<unknown>
  since: Instant
  paused_by: ColumnType<string | null, string | null | undefined, string | null>
  late_told: ColumnType<Date | null, Date | null | undefined, Date | null>
}

export interface AlertsTable {
  repository_id: string
  /** What galley.yaml says of it, hashed. */
  channel: string
  subject: string
  key: string
  /** False: news. */
  ends: boolean
  reference: string | null
  told_at: Instant
}

export interface WaitingDeploymentsTable {
  repository_id: string
  run_id: string
  environment: string
  commit: string
  repository: Json<unknown>
  said: ColumnType<string | null, string | null | undefined, string | null>
  at: Instant
}

export interface Tables {
  deliveries: DeliveriesTable
  kitchens: KitchensTable
  orders: OrdersTable
  order_history: OrderHistoryTable
  runner_tokens: RunnerTokensTable
  charts: ChartsTable
  commands: CommandsTable
  acceptances: AcceptancesTable
  approvals: ApprovalsTable
  locks: LocksTable
  merge_wishes: MergeWishesTable
  schedules: SchedulesTable
  alerts: AlertsTable
  waiting_deployments: WaitingDeploymentsTable
}
