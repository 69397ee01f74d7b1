import type { Brand } from '../text/brand.ts'

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
  /** The changed nodes or variables nearest upstream that cause this one. */
  readonly because: readonly string[]
  /** The files of the repository where the cause was written. */
  readonly files: readonly string[]
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
