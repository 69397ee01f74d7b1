import {
  type Binary,
  type ContextAccess,
  type Expr,
  type FunctionCall,
  type Grouping,
  IndexAccess,
  Literal,
  type Logical,
  type Unary,
} from '@actions/expressions/ast'
import type { Token } from '@actions/expressions/lexer'
import { offsetOf, type Part } from './parse.ts'

/** A context access as it is written: `measures.arrivals.row_count` is ['measures', 'arrivals', 'row_count']. */
export interface Reference {
  readonly path: readonly string[]
  /** Offsets in the template's text. */
  readonly start: number
  readonly end: number
  /** True when a name is computed (`nodes[vars.x]`) or is all of them (`nodes.*`): what it means shows only at run time. */
  readonly computed: boolean
}

/** Every context access of an expression, in the order of the text. */
export function referencesIn(expression: Expr, part: Part): Reference[] {
  const found: Reference[] = []
  visit(expression, (access) => found.push(referenceOf(access, part)))
  return found.sort((a, b) => a.start - b.start)
}

/** The reference that an expression is, brackets aside; null when it is something else. */
export function asReference(expression: Expr, part: Part): Reference | null {
  const bare = without(expression)
  const root = rootOf(bare)
  return root === null ? null : referenceOf({ root, outermost: bare }, part)
}

interface Access {
  readonly root: ContextAccess
  readonly outermost: Expr
}

function visit(expression: Expr, found: (access: Access) => void): void {
  if (expression instanceof IndexAccess) {
    const root = rootOf(expression)
    if (root === null) visit(expression.expr, found)
    else found({ root, outermost: expression })
    // What stands in square brackets may name contexts of its own.
    for (let at: Expr = expression; at instanceof IndexAccess; at = at.expr) {
      if (isExpr(at.index) && !(at.index instanceof Literal)) visit(at.index, found)
    }
    return
  }
  const { name, group, expr, left, right, args } = expression as Partial<
    ContextAccess & Grouping & Unary & Binary & (Logical | FunctionCall)
  >
  if (name !== undefined) found({ root: expression as ContextAccess, outermost: expression })
  for (const inner of [group, expr, left, right, ...(args ?? [])]) if (inner !== undefined) visit(inner, found)
}

function rootOf(expression: Expr): ContextAccess | null {
  let at = expression
  while (at instanceof IndexAccess) at = at.expr
  return 'name' in at ? (at as ContextAccess) : null
}

function referenceOf({ root, outermost }: Access, part: Part): Reference {
  const names: string[] = []
  let computed = false
  let last: Token = root.name
  for (let at = outermost; at instanceof IndexAccess; at = at.expr) {
    const { index } = at
    if (index instanceof Literal) {
      if (last === root.name) last = index.token
      names.unshift(String(index.token.value ?? index.token.lexeme))
    } else computed = true
  }
  const context = root.name.lexeme.toLowerCase()
  // Names in a recipe are small letters, and GitHub's expressions do not mind the case; only these do.
  const isExact = context === 'env' || context === 'secrets'
  const start = offsetOf(part.source, root.name.range.start)
  const end = offsetOf(part.source, last.range.end)
  // A name in square brackets ends with the bracket.
  const bracket = last.lexeme.startsWith("'") ? (/^\s*\]/.exec(part.source.slice(end))?.[0].length ?? 0) : 0
  return {
    path: [context, ...(isExact ? names : names.map((name) => name.toLowerCase()))],
    start: part.start + start,
    end: part.start + end + bracket,
    computed,
  }
}

function without(expression: Expr): Expr {
  let at = expression
  while ('group' in at) at = (at as Grouping).group
  return at
}

function isExpr(value: unknown): value is Expr {
  return typeof value === 'object' && value !== null && 'accept' in value
}
