import type { ControlChart } from '../chart/types.ts'
import type { NodeDiff } from '../diff/types.ts'

export type Verdict = 'pass' | 'warn' | 'fail' | 'cancelled'

/** Why a verdict is what it is; closed, so that scripts may switch on it. */
export type VerdictCode =
  | 'all_passed'
  | 'nothing_to_run'
  | 'node_failed'
  | 'node_tolerated'
  | 'test_failed'
  | 'test_error'
  | 'test_warned'
  | 'signal'
  | 'signal_warned'
  | 'signal_accepted'
  | 'not_comparable'
  | 'cancelled'
  | 'nothing_ran'

export interface VerdictReason {
  readonly code: VerdictCode
  /** `recipe.node`, `recipe.node: test` or `recipe.node.measure`: what the reason is about. */
  readonly subject: string
  readonly message: string
}

export interface WorkError {
  readonly code: string
  readonly message: string
  readonly location: { readonly file: string; readonly line: number } | null
}

export type NodeState = 'succeeded' | 'failed' | 'reused' | 'skipped' | 'cancelled'

export interface NodeResult {
  readonly recipe: string
  readonly node: string
  readonly kind: string
  readonly state: NodeState
  readonly seconds: number
  readonly attempts: number
  readonly rows: number | null
  /** The build's relation in the warehouse, e.g. `galley_builds.arrivals__3f2a9c1b20`. */
  readonly relation: string | null
  /** Why it failed, or why it was skipped; a skipped node's code is one of `skipCodes`. */
  readonly error: WorkError | null
  /** The recipe lets the order go on when this node fails (`continue-on-error`). */
  readonly tolerated?: true
  /** The parts of what another program ran for it: its tasks, jobs, models. */
  readonly children?: readonly NodeChild[]
}

/** A part of what another program ran. */
export interface NodeChild {
  readonly name: string
  readonly state: 'running' | 'succeeded' | 'failed' | 'cancelled' | 'skipped'
  /** The state in that program's own word. */
  readonly word: string
  /** As that program tells them; null: not yet, or it does not say. */
  readonly started: string | null
  readonly ended: string | null
  readonly tries: number
  /** The names of the parts that it stands on. */
  readonly needs?: readonly string[]
}

/**
 * Why a node was skipped. `node.skipped`: something that it stands on failed. The others are no fault: its own condition
 * or one upstream is not met; it acts outside and this is a kitchen; it was not selected; what failed upstream may fail.
 */
export const skipCodes = ['node.skipped', 'condition', 'outside_effect', 'excluded', 'upstream_tolerated'] as const
export type SkipCode = (typeof skipCodes)[number]

/** True for a node that was left out as the recipe wants it. */
export function isLeftAlone({ state, error }: Pick<NodeResult, 'state' | 'error'>): boolean {
  const codes: readonly string[] = [
    'condition',
    'outside_effect',
    'excluded',
    'upstream_tolerated',
  ] satisfies SkipCode[]
  return state === 'skipped' && error !== null && codes.includes(error.code)
}

export interface TestResult {
  readonly recipe: string
  readonly node: string
  readonly test: string
  readonly severity: 'log' | 'warning' | 'stop'
  readonly state: 'passed' | 'failed' | 'error' | 'skipped'
  readonly failures: number
  /** Of how many rows (or groups), where they were counted. */
  readonly total?: number
  readonly message: string
  readonly location: { readonly file: string; readonly line: number }
  /** For a failed test about rows: the query that gives them, for whoever may read the warehouse. */
  readonly query?: string
  /** The first failing rows, where the recipe lets them be shown. */
  readonly samples?: TestSamples
}

export interface TestSamples {
  readonly columns: readonly string[]
  /** Values as texts; null is NULL. */
  readonly rows: readonly (readonly (string | null)[])[]
}

export interface MeasureResult {
  readonly recipe: string
  readonly node: string
  readonly measure: string
  readonly value: number | null
  readonly state: 'learning' | 'provisional' | 'established'
  readonly center: number | null
  readonly lcl: number | null
  readonly ucl: number | null
  readonly signal: { readonly rule: string; readonly message: string; readonly severity: 'fail' | 'warn' } | null
  /** Who accepted the signal for this change; an accepted signal is shown and speaks no more against it. */
  readonly accepted: Acceptance | null
  /** False where a sample or a window cannot be held against all of production's data: shown, not judged. */
  readonly comparable: boolean
  /** Why this chart was chosen, and what else its reader should know. */
  readonly notes: readonly string[]
  /** Production's history with the judged point at its end, as numbers; whoever shows it draws it. */
  readonly chart: ControlChart | null
}

export interface Acceptance {
  readonly by: string
  readonly at: string
  readonly reason: string
}

/** The false alarms that one order may raise, shared by the measures that it judges. */
export interface AlarmBudget {
  /** How many measures were judged: those with a value, limits, and something to compare with. */
  readonly measures: number
  /** The half-width of their limits, in sigmas; 3 for a few, more for many. */
  readonly sigmas: number
  /** How often a clean order alarms, at most. */
  readonly false_alarms: number
}

/** What a promotion did to production; null for orders that promote nothing. */
export interface Promotion {
  /** swap: only pointers moved. rebuild: something was built on current data first. none: production had it already. */
  readonly road: 'swap' | 'rebuild' | 'none'
  /**
   * Why something was built. sandboxed: the kitchen saw only sampled or masked data. sources_moved: there is newer data.
   * never_built: no kitchen has made it. Null where nothing was; older reports do not say.
   */
  readonly why?: 'sandboxed' | 'sources_moved' | 'never_built' | null
  readonly from_version: number
  readonly to_version: number
  readonly bound: readonly string[]
  readonly unbound: readonly string[]
}

/** The versioned record of an order: `run --json`, `--report FILE`, and what the Action sends to the App. */
export interface Report {
  readonly schema_version: 1
  readonly order: {
    readonly id: string
    readonly environment: string
    readonly base: string | null
    readonly head: string
    /** Null for orders that plan nothing: the removal of a kitchen. */
    readonly plan_digest: string | null
    readonly started_at: string
    readonly finished_at: string
  }
  readonly verdict: Verdict
  readonly reasons: readonly VerdictReason[]
  readonly nodes: readonly NodeResult[]
  readonly tests: readonly TestResult[]
  readonly measures: readonly MeasureResult[]
  /** What a kitchen changes in the data, node by node; empty for orders that compare nothing. */
  readonly diffs: readonly NodeDiff[]
  /** Null where nothing was judged. */
  readonly alarm_budget: AlarmBudget | null
  readonly promotion: Promotion | null
  /** Why the order could not be carried out at all (diagnostics, a lock, a refusal); null when it was. */
  readonly error: { readonly code: string; readonly message: string; readonly hint: string | null } | null
}
