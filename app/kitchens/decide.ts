import { isEmptyPlan } from '../../recipes-schema/plan/plan.ts'
import type { Diagnostic } from '../../recipes-schema/text/diagnostic.ts'
import type { PullRequest } from '../github/pulls.ts'
import type { Change } from '../plans/read-change.ts'

type PlannedChange = Extract<Change, { type: 'planned' }>

/** What is to be done about a pull request's head. */
export type Decision =
  | { readonly type: 'ignore' }
  | { readonly type: 'diagnosed'; readonly diagnostics: readonly Diagnostic[] }
  | { readonly type: 'empty' | 'fork' | 'draft' | 'asked'; readonly change: PlannedChange }
  | { readonly type: 'order'; readonly change: PlannedChange }

/** Whether somebody who may has let exactly this commit of a fork run. */
interface Approval {
  readonly approved: boolean
}

/** How much was asked for: what a push causes, a plan without a run, or a run although it is a draft. */
export type Wish = 'as_usual' | 'plan_only' | 'run'

/** The policy, in order: what cannot be planned, what needs no run, who may not run, who does not want to yet. */
export function decide(change: Change, pull: Pick<PullRequest, 'fork' | 'draft'> & Approval, wish: Wish): Decision {
  if (change.type === 'no_project') return { type: 'ignore' }
  if (change.type === 'diagnosed') return change
  if (wish === 'plan_only') return { type: 'asked', change }
  if (isEmptyPlan(change.plan)) return { type: 'empty', change }
  if (pull.fork && !pull.approved) return { type: 'fork', change }
  if (pull.draft && wish !== 'run') return { type: 'draft', change }
  return { type: 'order', change }
}
