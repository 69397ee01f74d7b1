import { data, Evaluator } from '@actions/expressions'
import type { Context, Status, statusFunctions } from './contexts.ts'
import { type Call, statusCallsIn } from './functions.ts'
import { parseExpression, partsOf, statusInfos } from './parse.ts'
import { type Reference, referencesIn } from './references.ts'
import { type TypeFault, type TypeOf, typeFaults } from './types.ts'

export type { Context, Status } from './contexts.ts'
export type { Reference } from './references.ts'

export interface TemplateFault {
  readonly message: string
  readonly start: number
  readonly end: number
}

/** What each context holds when a node runs. */
export type ContextValues = Readonly<Partial<Record<Context, ContextValue>>>
export type ContextValue =
  | string
  | number
  | boolean
  | null
  | readonly ContextValue[]
  | { readonly [name: string]: ContextValue }

/** Reads every `${{ }}` of a text with GitHub's own expression parser; all faults and references at once. */
export function readTemplate(text: string): {
  references: Reference[]
  faults: TemplateFault[]
  /** Status functions that are asked, which only an `if` can. */
  statusCalls: Call[]
  /** Comparisons that can only come out one way, once somebody says what the references are. */
  typeFaults(typeOf: TypeOf): TypeFault[]
} {
  const references: Reference[] = []
  const faults: TemplateFault[] = []
  const statusCalls: Call[] = []
  const checks: ((typeOf: TypeOf) => TypeFault[])[] = []
  for (const part of partsOf(text)) {
    if (part.type === 'literal') continue
    if (!part.closed) {
      const end = part.start + part.source.length
      faults.push({ message: 'the expression is not closed by }}', start: part.start - 3, end })
      continue
    }
    const parsed = parseExpression(part.source)
    if (parsed.ok) {
      references.push(...referencesIn(parsed.expression, part))
      statusCalls.push(...statusCallsIn(parsed.expression, part))
      checks.push((typeOf) => typeFaults(parsed.expression, part, typeOf))
    } else faults.push({ message: parsed.message, start: part.start + parsed.start, end: part.start + parsed.end })
  }
  return { references, faults, statusCalls, typeFaults: (typeOf) => checks.flatMap((check) => check(typeOf)) }
}

/** True for a text that is one expression and nothing else, and so keeps the expression's own type. */
export function isOneExpression(text: string): boolean {
  const parts = partsOf(text)
  return parts.length === 1 && parts[0]?.type === 'expression'
}

/**
 * The text with its expressions evaluated. A text that is one expression and nothing else keeps the value's own type
 * (so that a number stays a number for a bound parameter); everything else is a string, and null is empty.
 */
export function evaluateTemplate(
  text: string,
  values: ContextValues,
  status: Status | null = null,
): string | number | boolean | null {
  const found = partsOf(text)
  const [only] = found
  if (found.length === 1 && only?.type === 'expression') return evaluate(only.source, values, status)
  return found
    .map((part) => (part.type === 'literal' ? part.source : (evaluate(part.source, values, status) ?? '').toString()))
    .join('')
}

/** True when an expression of the text asks for a status: then it decides about failed upstreams itself. */
export function asksForStatus(text: string): boolean {
  return readTemplate(text).statusCalls.length > 0
}

function evaluate(source: string, values: ContextValues, status: Status | null): string | number | boolean | null {
  const parsed = parseExpression(source)
  if (!parsed.ok) throw new Error(parsed.message)
  const byName = new Map(
    statusInfos.map((info) => [info.name as string, { ...info, call: () => statusOf(info.name, status) }]),
  )
  const result = new Evaluator(parsed.expression, toData(values) as data.Dictionary, byName).evaluate()
  if (result.kind === data.Kind.Number) return (result as data.NumberData).value
  if (result.kind === data.Kind.Boolean) return (result as data.BooleanData).value
  return result.kind === data.Kind.Null ? null : result.coerceString()
}

function toData(value: ContextValue | ContextValues): data.ExpressionData {
  if (value === null) return new data.Null()
  if (typeof value === 'string') return new data.StringData(value)
  if (typeof value === 'number') return new data.NumberData(value)
  if (typeof value === 'boolean') return new data.BooleanData(value)
  if (Array.isArray(value)) return new data.Array(...value.map((member) => toData(member)))
  return new data.Dictionary(...Object.entries(value).map(([key, member]) => ({ key, value: toData(member ?? null) })))
}

function statusOf(name: (typeof statusFunctions)[number], status: Status | null): data.BooleanData {
  if (status === null) throw new Error(`${name}() can be asked in \`if\` alone`)
  return new data.BooleanData(status[name])
}
