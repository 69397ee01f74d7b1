import type { Expr } from '@actions/expressions'
import { Binary, FunctionCall, Grouping, Logical, Unary } from '@actions/expressions/ast'

/** The expressions that an expression is made of, references apart. */
export function insideOf(expression: Expr): readonly Expr[] {
  if (expression instanceof Grouping) return [expression.group]
  if (expression instanceof Unary) return [expression.expr]
  if (expression instanceof Binary) return [expression.left, expression.right]
  return expression instanceof Logical || expression instanceof FunctionCall ? expression.args : []
}
