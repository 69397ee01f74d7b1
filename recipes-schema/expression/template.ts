import { data, Evaluator, type Expr, ExpressionError, Lexer, Parser } from '@actions/expressions'

/** The contexts that an expression may name. */
export const contexts = [
  'vars',
  'env',
  'order',
  'nodes',
  'tests',
  'measures',
  'relations',
  'secrets',
  'matrix',
  'response',
] as const
export type Context = (typeof contexts)[number]

/** GitHub's status functions, which an `if` may ask. */
export const statusFunctions = ['success', 'failure', 'always', 'cancelled'] as const
export type Status = Readonly<Record<(typeof statusFunctions)[number], boolean>>

/** A context access as it is written: `measures.arrivals.row_count` is ['measures', 'arrivals', 'row_count']. */
export interface Reference {
  readonly path: readonly string[]
  /** Offsets in the template's text. */
  readonly start: number
  readonly end: number
}

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
export function readTemplate(text: string): { references: Reference[]; faults: TemplateFault[] } {
  const references: Reference[] = []
  const faults: TemplateFault[] = []
  for (const part of parts(text)) {
    if (part.type === 'literal') continue
    const end = part.start + part.source.length
    if (!part.closed) {
      faults.push({ message: 'the expression is not closed by }}', start: part.start - 3, end })
      continue
    }
    const parsed = parse(part.source)
    if (parsed.ok) references.push(...referencesIn(part.source, part.start))
    else faults.push({ message: parsed.message, start: part.start, end })
  }
  return { references, faults }
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
  const found = parts(text)
  const [only] = found
  if (found.length === 1 && only?.type === 'expression') return evaluate(only.source, values, status)
  return found
    .map((part) => (part.type === 'literal' ? part.source : (evaluate(part.source, values, status) ?? '').toString()))
    .join('')
}

/** True when an expression of the text asks for a status: then it decides about failed upstreams itself. */
export function asksForStatus(text: string): boolean {
  const asked = new RegExp(`(?<![\\w.])(${statusFunctions.join('|')})\\s*\\(`, 'i')
  return parts(text).some((part) => part.type === 'expression' && asked.test(part.source.replaceAll(/'[^']*'/g, '')))
}

interface Part {
  readonly type: 'literal' | 'expression'
  readonly source: string
  readonly start: number
  readonly closed: boolean
}

function parts(text: string): Part[] {
  const found: Part[] = []
  let at = 0
  while (at < text.length) {
    const open = text.indexOf('${{', at)
    if (open !== at)
      found.push({ type: 'literal', source: text.slice(at, open === -1 ? undefined : open), start: at, closed: true })
    if (open === -1) break
    const close = text.indexOf('}}', open)
    const source = text.slice(open + 3, close === -1 ? undefined : close)
    found.push({ type: 'expression', source, start: open + 3, closed: close !== -1 })
    at = close === -1 ? text.length : close + 2
  }
  return found
}

const statusInfos = statusFunctions.map((name) => ({ name, minArgs: 0, maxArgs: 0 }))

function parse(source: string): { ok: true; expression: Expr } | { ok: false; message: string } {
  try {
    return { ok: true, expression: new Parser(new Lexer(source).lex().tokens, [...contexts], statusInfos).parse() }
  } catch (error) {
    if (error instanceof ExpressionError || error instanceof Error) return { ok: false, message: error.message }
    throw error
  }
}

function evaluate(source: string, values: ContextValues, status: Status | null): string | number | boolean | null {
  const parsed = parse(source)
  if (!parsed.ok) throw new Error(parsed.message)
  const functions = statusInfos.map((info) => ({ ...info, call: () => statusOf(info.name, status) }))
  const byName = new Map(functions.map((one) => [one.name as string, one]))
  const result = new Evaluator(parsed.expression, toData(values) as data.Dictionary, byName).evaluate()
  if (result.kind === data.Kind.Number) return (result as data.NumberData).value
  if (result.kind === data.Kind.Boolean) return (result as data.BooleanData).value
  return result.kind === data.Kind.Null ? null : result.coerceString()
}

function statusOf(name: (typeof statusFunctions)[number], status: Status | null): data.BooleanData {
  if (status === null) throw new Error(`${name}() can be asked in \`if\` alone`)
  return new data.BooleanData(status[name])
}

function toData(value: ContextValue | ContextValues): data.ExpressionData {
  if (value === null) return new data.Null()
  if (typeof value === 'string') return new data.StringData(value)
  if (typeof value === 'number') return new data.NumberData(value)
  if (typeof value === 'boolean') return new data.BooleanData(value)
  if (Array.isArray(value)) return new data.Array(...value.map((member) => toData(member)))
  return new data.Dictionary(...Object.entries(value).map(([key, member]) => ({ key, value: toData(member ?? null) })))
}

/** Token kinds of the lexer that can make up a context access. */
const dotted =
  /(?<![\w.\]'"])(vars|env|order|nodes|tests|measures|relations|secrets|matrix|response)((?:\s*\.\s*[A-Za-z_][\w-]*|\s*\[\s*'[^']*'\s*\])*)/giy

function referencesIn(source: string, start: number): Reference[] {
  const found: Reference[] = []
  for (let at = 0; at < source.length; at++) {
    // Text in quotes is no reference.
    if (source[at] === "'") {
      at = Math.max(source.indexOf("'", at + 1), at)
      continue
    }
    dotted.lastIndex = at
    const match = dotted.exec(source)
    if (match === null) continue
    const members = [...(match[2] ?? '').matchAll(/\.\s*([\w-]+)|\[\s*'([^']*)'/g)].map(
      (member) => member[1] ?? member[2] ?? '',
    )
    const context = (match[1] ?? '').toLowerCase()
    // Names in a recipe are small letters, and GitHub's expressions do not mind the case; environment variables do.
    const path = context === 'env' || context === 'secrets' ? members : members.map((member) => member.toLowerCase())
    found.push({ path: [context, ...path], start: start + at, end: start + at + match[0].length })
    at += match[0].length - 1
  }
  return found
}
