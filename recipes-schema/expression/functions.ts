import type { Expr } from '@actions/expressions'
import { FunctionCall } from '@actions/expressions/ast'
import { isStatusFunction } from './contexts.ts'
import { insideOf } from './inside.ts'
import { offsetOf, type Part } from './parse.ts'

/** A call with the stretch of its name in the template. */
export interface Call {
  readonly name: string
  readonly start: number
  readonly end: number
}

/** The calls of GitHub's status functions in an expression. */
export function statusCallsIn(expression: Expr, part: Part): Call[] {
  const inside = insideOf(expression).flatMap((one) => statusCallsIn(one, part))
  if (!(expression instanceof FunctionCall) || !isStatusFunction(expression.functionName.lexeme)) return inside
  const { lexeme: name, range } = expression.functionName
  const start = part.start + offsetOf(part.source, range.start)
  return [{ name: name.toLowerCase(), start, end: start + name.length }, ...inside]
}
