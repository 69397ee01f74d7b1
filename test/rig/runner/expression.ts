import { data, Evaluator, Lexer, Parser } from '@actions/expressions'

/** What expressions can see, by context: github, inputs, vars and so on. */
export type Contexts = Readonly<Record<string, unknown>>

/** How the job stands, for success() and its like. */
export interface JobState {
  readonly failed: boolean
  readonly cancelled: boolean
}

const fine: JobState = { failed: false, cancelled: false }

/** Evaluates one expression, without its braces. */
export function evaluate(expression: string, contexts: Contexts, state: JobState = fine): data.ExpressionData {
  const { tokens } = new Lexer(expression).lex()
  const functions = stateFunctions(state)
  const tree = new Parser(tokens, Object.keys(contexts), functions).parse()
  const values = JSON.parse(JSON.stringify(contexts), data.reviver) as data.Dictionary
  return new Evaluator(tree, values, new Map(functions.map((one) => [one.name.toLowerCase(), one]))).evaluate()
}

/** Replaces every `${{ }}` of a text. */
export function expand(text: unknown, contexts: Contexts, state: JobState = fine): string {
  if (typeof text !== 'string') return text === null || text === undefined ? '' : String(text)
  return text.replace(/\$\{\{(.*?)\}\}/gs, (_, expression: string) =>
    evaluate(expression.trim(), contexts, state).coerceString(),
  )
}

/** A condition; `if` needs no braces, and means "and nothing has failed" unless it says otherwise. */
export function isTrue(condition: string | boolean | undefined, contexts: Contexts, state: JobState): boolean {
  if (typeof condition === 'boolean') return condition && !state.failed && !state.cancelled
  const inner = (condition ?? '')
    .trim()
    .replace(/^\$\{\{(.*)\}\}$/s, '$1')
    .trim()
  const asks = /\b(success|failure|always|cancelled)\s*\(/i.test(inner)
  const whole = inner === '' ? 'success()' : asks ? inner : `success() && (${inner})`
  return truthy(evaluate(whole, contexts, state))
}

/** A boolean or number that may be written as an expression. */
export function literal(value: boolean | number | string | undefined, contexts: Contexts): string | undefined {
  return value === undefined ? undefined : expand(String(value), contexts)
}

export function expandAll(values: Readonly<Record<string, unknown>>, contexts: Contexts, state: JobState = fine) {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, expand(value, contexts, state)]))
}

function truthy(value: data.ExpressionData): boolean {
  switch (value.kind) {
    case data.Kind.Boolean:
    case data.Kind.Number:
    case data.Kind.String:
      return Boolean(value.value)
    case data.Kind.Null:
      return false
    default:
      return true
  }
}

function stateFunctions({ failed, cancelled }: JobState) {
  const answers = {
    success: !failed && !cancelled,
    failure: failed && !cancelled,
    always: true,
    cancelled,
  }
  return Object.entries(answers).map(([name, answer]) => ({
    name,
    minArgs: 0,
    maxArgs: 0,
    call: () => new data.BooleanData(answer),
  }))
}
