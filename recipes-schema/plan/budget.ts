import type { Side } from '../fingerprint/side.ts'
import type { Budget, NodeId, Project } from '../recipe/types.ts'
import { type Cost, type NodeHistory, withCost } from './cost.ts'
import type { Plan } from './types.ts'

export type BudgetCode = 'no_budget' | 'within_budget' | 'minutes_exceeded' | 'bytes_exceeded' | 'cost_unknown'

export interface BudgetReason {
  readonly code: BudgetCode
  /** What is allowed and what is expected, in the budget's own unit; null where there is none. */
  readonly limit: number | null
  readonly expected: number | null
  /** The recipe whose own budget it is; absent: the project's. */
  readonly recipe?: string
}

export interface BudgetDecision {
  readonly decision: 'allow' | 'needs_approval' | 'refuse'
  readonly reasons: readonly BudgetReason[]
}

/** What may be spent: by all of an order, and by each recipe that has a budget of its own. */
export interface Budgets {
  readonly project: Budget | null
  readonly recipes: ReadonlyMap<string, Budget>
}

/** The base's budgets, for a change cannot raise its own; a recipe that is new with it has the one that it brings. */
export function budgetsOf(base: Side | Project | null, head: Project): Budgets {
  const brought = head.recipes.flatMap(({ name, budget }) => (budget === null ? [] : [[name, budget] as const]))
  if (base === null) return { project: head.budget, recipes: new Map(brought) }
  const [there, budgets] = 'settings' in base ? [base.recipes, base.budgets] : fromProject(base)
  const added = brought.filter(([name]) => !there.has(name))
  return { project: base.budget, recipes: new Map([...budgets, ...added]) }
}

function fromProject({ recipes }: Project): [there: ReadonlyMap<string, unknown>, budgets: Side['budgets']] {
  return [new Map(recipes.map((recipe) => [recipe.name, recipe])), recipeBudgets(recipes)]
}

/** The budgets that recipes have of their own. */
export function recipeBudgets(recipes: Project['recipes']): ReadonlyMap<string, Budget> {
  return new Map(recipes.flatMap(({ name, budget }) => (budget === null ? [] : [[name, budget] as const])))
}

/** What all budgets say to a plan; the strictest of them decides. */
export function judgeBudgets(
  { project, recipes }: Budgets,
  plan: Plan,
  history: ReadonlyMap<NodeId, NodeHistory>,
): BudgetDecision {
  const whole = judgeBudget(project, withCost(plan, history).cost)
  const own = [...recipes].flatMap(([name, budget]) => {
    const part = plan.recipes.filter(({ recipe }) => recipe === name)
    const { decision, reasons } = judgeBudget(budget, withCost({ ...plan, recipes: part }, history).cost)
    const exceeded = reasons.filter(({ code }) => code === 'minutes_exceeded' || code === 'bytes_exceeded')
    return exceeded.length === 0 ? [] : [{ decision, reasons: exceeded.map((reason) => ({ ...reason, recipe: name })) }]
  })
  const all = [whole, ...own]
  const strictest = decisions.findLast((decision) => all.some((one) => one.decision === decision)) ?? 'allow'
  return { decision: strictest, reasons: all.flatMap(({ reasons }) => reasons) }
}

/** The stricter ones later. */
const decisions = ['allow', 'needs_approval', 'refuse'] as const

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
