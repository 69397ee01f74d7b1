import { data, type Expr } from '@actions/expressions'
import { Binary, FunctionCall, Grouping, Literal, Logical, Unary } from '@actions/expressions/ast'
import { TokenType } from '@actions/expressions/lexer'
import { insideOf } from './inside.ts'
import { offsetOf, type Part } from './parse.ts'
import { asReference, type Reference } from './references.ts'

/** What a value is, as far as can be known without running anything. */
export type StaticType = 'string' | 'number' | 'boolean' | 'null' | 'unknown'
export type TypeOf = (reference: Reference) => StaticType

export interface TypeFault {
  readonly message: string
  readonly start: number
  readonly end: number
}

const ordering: ReadonlySet<TokenType> = new Set([
  TokenType.GREATER,
  TokenType.GREATER_EQUAL,
  TokenType.LESS,
  TokenType.LESS_EQUAL,
])
const ofFunctions: Readonly<Record<string, StaticType>> = {
  contains: 'boolean',
  startswith: 'boolean',
  endswith: 'boolean',
  format: 'string',
  join: 'string',
  tojson: 'string',
  success: 'boolean',
  failure: 'boolean',
  always: 'boolean',
  cancelled: 'boolean',
}

/**
 * Comparisons of two kinds of value. GitHub's expressions turn both into numbers, and a text that is none into NaN, so
 * that such a comparison is always false (`!=` always true) and never says so.
 */
export function typeFaults(expression: Expr, part: Part, typeOf: TypeOf): TypeFault[] {
  const faults: TypeFault[] = []
  const visit = (at: Expr): void => {
    if (at instanceof Binary) {
      const fault = comparisonFault(at, part, typeOf)
      if (fault !== null) faults.push(fault)
    }
    for (const inner of insideOf(at)) visit(inner)
  }
  visit(expression)
  return faults
}

/** What an expression gives. */
export function staticType(expression: Expr, part: Part, typeOf: TypeOf): StaticType {
  if (expression instanceof Grouping) return staticType(expression.group, part, typeOf)
  if (expression instanceof Literal) return literalType(expression)
  if (expression instanceof Binary) return 'boolean'
  if (expression instanceof Unary) return 'boolean'
  if (expression instanceof FunctionCall) return ofFunctions[expression.functionName.lexeme.toLowerCase()] ?? 'unknown'
  if (expression instanceof Logical) {
    // `a && b` gives one of the two.
    const types = new Set(expression.args.map((one) => staticType(one, part, typeOf)))
    return types.size === 1 ? ([...types][0] ?? 'unknown') : 'unknown'
  }
  const reference = asReference(expression, part)
  return reference === null || reference.computed ? 'unknown' : typeOf(reference)
}

function comparisonFault({ left, operator, right }: Binary, part: Part, typeOf: TypeOf): TypeFault | null {
  const types = [staticType(left, part, typeOf), staticType(right, part, typeOf)] as const
  const start = part.start + offsetOf(part.source, operator.range.start)
  const end = part.start + offsetOf(part.source, operator.range.end)
  if (ordering.has(operator.type) && types.includes('boolean'))
    return { message: `${operator.lexeme} compares numbers or texts, and one of these is true or false`, start, end }
  if (types.includes('unknown') || types.includes('null') || types[0] === types[1]) return null
  if ([left, right].some((side) => isNumeric(side))) return null
  const outcome = operator.type === TokenType.BANG_EQUAL ? 'true' : 'false'
  return { message: `a ${types[0]} and a ${types[1]} are compared, which is always ${outcome}`, start, end }
}

/** A text such as '12' is a number when it is compared with one. */
function isNumeric(expression: Expr): boolean {
  if (!(expression instanceof Literal) || expression.literal.kind !== data.Kind.String) return false
  return !Number.isNaN(Number(expression.literal.coerceString()))
}

function literalType({ literal }: Literal): StaticType {
  if (literal.kind === data.Kind.String) return 'string'
  if (literal.kind === data.Kind.Number) return 'number'
  return literal.kind === data.Kind.Boolean ? 'boolean' : 'null'
}
