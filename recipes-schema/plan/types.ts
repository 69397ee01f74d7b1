import type { Brand } from '../text/brand.ts'
import type { BudgetDecision } from './budget.ts'
import type { Cost, NodeCost } from './cost.ts'
import type { StoryStep } from './explain.ts'

/** `sha256:` and 64 hex digits over what a change does; equal on every machine for the same change. */
export type PlanDigest = Brand<string, 'PlanDigest'>

/** 64 hex digits: everything that decides what a node makes, data apart. */
export type Fingerprint = Brand<string, 'Fingerprint'>

export type Action = 'run' | 'reuse' | 'skip'

/** Closed list, part of the promise of `plan --json`. */
export type ReasonCode =
  | 'changed'
  | 'upstream_changed'
  | 'variable_changed'
  | 'never_built'
  | 'forced'
  | 'unchanged'
  | 'main_moved'
  | 'drifted'
  | 'excluded'
  | 'outside_effect'
  | 'condition'

export interface Reason {
  readonly code: ReasonCode
  /** The changed nodes, sources or variables nearest upstream that cause this one. */
  readonly because: readonly string[]
  /** The files of the repository where the cause was written, 50 at most. */
  readonly files: readonly string[]
  /** The columns that are made in another way: its own (`kind`), or those that it uses upstream (`orders.kind`). */
  readonly columns: readonly string[]
  /** Of what other rows come out, as far as it matters: itself, or upstreams. */
  readonly rows: readonly string[]
  /** True when the other side has no such node. */
  readonly added: boolean
}

export interface PlannedNode {
  readonly node: string
  readonly kind: string
  readonly action: Action
  readonly fingerprint: Fingerprint
  readonly reason: Reason
  /** True when the node's tests or measures are to be evaluated: it runs, or they themselves changed. */
  readonly check: boolean
  /** True when production changed the same node since the merge base: the result would not be what was reviewed. */
  readonly stale: boolean
  /** The name under which production has it, when the change renames it; null otherwise. */
  readonly was: string | null
  /** True when an `if` that only an order can evaluate may still leave it out. */
  readonly conditional: boolean
  /** What running it is expected to take, by the ledger's history; null when it does not run or was never run. */
  readonly cost: NodeCost | null
}

export interface Counts {
  readonly run: number
  readonly reuse: number
  readonly skip: number
}

export interface RecipePlan {
  readonly recipe: string
  readonly variation: string
  readonly nodes: readonly PlannedNode[]
  /** Nodes of the base that the head no longer has: promotion takes their names away. */
  readonly removed: readonly string[]
  readonly counts: Counts
}

/** The answer of `galley plan --json`, and what the App shows as the plan check. */
export interface Plan {
  readonly schema_version: 1
  readonly digest: PlanDigest
  readonly base: string | null
  readonly head: string
  readonly merge_base: string | null
  readonly production: { readonly version: number } | null
  readonly recipes: readonly RecipePlan[]
  readonly counts: Counts
}

/** A plan with what is known beyond the repository. */
export interface PlanAnswer extends Plan {
  readonly cost: Cost
  readonly budget: BudgetDecision
  /** The story of the node that was asked for. */
  readonly explanation?: readonly StoryStep[]
}
