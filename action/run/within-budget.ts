import { budgetsOf, judgeBudgets } from '../../recipes-schema/plan/budget.ts'
import { budgetWords } from '../../recipes-schema/plan/words.ts'
import { exits, Fault } from '../fault.ts'
import { readNodeHistory } from '../ledger/history.ts'
import type { Warehouse } from '../warehouses/warehouse.ts'
import { isKitchen, type OrderRequest } from './order-request.ts'
import type { Scope } from './scope.ts'

/**
 * Throws when making what an order has to make is expected to take more than a kitchen may. The budget is the base's: a
 * change cannot raise its own. Production's own orders are not held up by it.
 */
export async function refuseOverBudget(request: OrderRequest, scope: Scope, warehouse: Warehouse): Promise<void> {
  const budgets = budgetsOf(request.base, request.head)
  if ((budgets.project === null && budgets.recipes.size === 0) || !isKitchen(request)) return
  const missing = request.head.order.filter(
    ({ id }) => scope.active.has(id) && scope.resolutions.get(id)?.build === null,
  )
  const made = new Set<string>(missing.map((node) => node.id))
  const recipes = scope.plan.recipes.map((recipe) => ({
    ...recipe,
    nodes: recipe.nodes.filter(({ node }) => made.has(`${recipe.recipe}.${node}`)),
  }))
  const judged = judgeBudgets(budgets, { ...scope.plan, recipes }, await readNodeHistory(warehouse, missing))
  if (judged.decision === 'allow' || (judged.decision === 'needs_approval' && request.approved === true)) return
  const hint =
    judged.decision === 'refuse'
      ? 'Select less, or raise the budget on the default branch.'
      : 'Run it with --approve if you may, select less, or raise the budget on the default branch.'
  const code = judged.decision === 'refuse' ? 'budget.exceeded' : 'budget.needs_approval'
  throw new Fault(code, exits.refused, budgetWords(judged).join(' '), hint)
}
