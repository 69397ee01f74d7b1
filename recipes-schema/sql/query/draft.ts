import { sha256 } from '../../text/digest.ts'
import type { ColumnUse, Expression, Use } from './types.ts'

/** An expression while a dialect reads it from its tree. */
export interface Draft {
  readonly tokens: string[]
  readonly uses: Use[]
  aggregate: boolean
  choice: boolean
  unproven: string | null
}

/** Where in an expression its members stand. */
export interface Within {
  /** In the arguments of an aggregate function. */
  readonly aggregate?: true
  /** In the arguments of a function that names fields after them. */
  readonly field?: true
  /** The parameters of the lambdas around it, folded. */
  readonly bound?: ReadonlySet<string>
}

/** The expression that `write` drafts. Linear in what is written. */
export function expressionOf(write: (draft: Draft) => void, position: number | null = null): Expression {
  const draft: Draft = { tokens: [], uses: [], aggregate: false, choice: false, unproven: null }
  write(draft)
  const text = draft.tokens.join(' ')
  const [use, ...more] = draft.uses
  return {
    form: text.length > 64 ? sha256(text) : text,
    uses: draft.uses,
    ...(draft.aggregate ? { aggregate: true } : {}),
    ...(draft.choice ? { choice: true } : {}),
    ...(draft.unproven === null ? {} : { unproven: draft.unproven }),
    ...(position === null ? {} : { position }),
    ...(text === hole && use !== undefined && more.length === 0 && 'column' in use ? { bare: true } : {}),
  }
}

const hole = '?'

/** Something of the expression's own; texts in quotes, so that none can look like a hole or a bracket. */
export function writePlain(draft: Draft, value: unknown): void {
  draft.tokens.push(JSON.stringify(value) ?? 'null')
}

/** Something with members. */
export function writeNode(draft: Draft, label: string, members: () => void): void {
  draft.tokens.push('(', JSON.stringify(label))
  members()
  draft.tokens.push(')')
}

export function writeUse(draft: Draft, use: Use): void {
  draft.tokens.push(hole)
  draft.uses.push(use)
}

/** A column under a possibly qualified name. `written` is how it stands in the text, `folded` how names compare. */
export function writeColumn(
  draft: Draft,
  written: readonly string[],
  folded: readonly string[],
  within: Within,
  moment = false,
): void {
  const use: ColumnUse = {
    column: folded,
    ...(folded.every((name, index) => name === written[index]) ? {} : { written }),
    ...(within.aggregate ? { aggregated: true } : {}),
    ...(within.bound?.has(folded[0] ?? '') ? { bound: true } : {}),
    ...(within.field ? { field: true } : {}),
    ...(moment ? { moment: true } : {}),
  }
  writeUse(draft, use)
}

/** Says that nothing can be proved of the expression; the first reason stays. */
export function markUnproven(draft: Draft, why: string): void {
  draft.unproven ??= why
}
