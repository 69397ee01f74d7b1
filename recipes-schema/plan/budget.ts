import type { Budget } from '../recipe/types.ts'
import type { Cost } from './cost.ts'

export type BudgetCode = 'no_budget' | 'within_budget' | 'minutes_exceeded' | 'bytes_exceeded' | 'cost_unknown'

export interface BudgetReason {
  readonly code: BudgetCode
  /** What is allowed and what is expected, in the budget's own unit; null where there is none. */
  readonly limit: number | null
  readonly expected: number | null
}

export interface BudgetDecision {
  readonly decision: 'allow' | 'needs_approval' | 'refuse'
  readonly reasons: readonly BudgetReason[]
}

/**
 * What a budget says to a plan's cost. What is unknown costs nothing here: a node that never ran has no history, and a
 * budget that stopped every new node would be switched off; it is said as a reason instead.
 */
export function judgeBudget(
  budget: Pick<Budget, 'bytesScanned' | 'minutes' | 'onExceed'> | null,
  cost: Cost,
): BudgetDecision {
  if (budget === null) return { decision: 'allow', reasons: [{ code: 'no_budget', limit: null, expected: null }] }
  const exceeded = [
    over('minutes_exceeded', budget.minutes, cost.minutes),
    over('bytes_exceeded', budget.bytesScanned, cost.bytes_scanned),
  ].flat()
  const unknown: BudgetReason[] =
    cost.unknown.length === 0 ? [] : [{ code: 'cost_unknown', limit: null, expected: cost.unknown.length }]
  if (exceeded.length === 0)
    return {
      decision: 'allow',
      reasons: [{ code: 'within_budget', limit: budget.minutes, expected: cost.minutes }, ...unknown],
    }
  const decision = ({ require_approval: 'needs_approval', refuse: 'refuse', warn: 'allow' } as const)[budget.onExceed]
  return { decision, reasons: [...exceeded, ...unknown] }
}

function over(code: BudgetCode, limit: number | null, expected: number | null): BudgetReason[] {
  return limit !== null && expected !== null && expected > limit ? [{ code, limit, expected }] : []
}
