import { type ExpressionPlace, orderKeys, places, responseKeys, testKeys } from '../expression/contexts.ts'
import { type Reference, readTemplate } from '../expression/template.ts'
import type { StaticType } from '../expression/types.ts'
import type { NodeId } from '../recipe/types.ts'
import { type Diagnostic, diagnostic } from '../text/diagnostic.ts'
import { didYouMean } from '../text/nearest.ts'
import type { OutputType, Scalar, WrittenNode } from '../written/types.ts'
import type { WrittenFile } from '../written/yaml.ts'
import type { Assembly, Path } from './assembly.ts'
import { declaredOutputs } from './declared-outputs.ts'
import { measureName } from './measure-name.ts'

/** What the `${{ }}` of a node use. */
export interface References {
  readonly variables: Readonly<Record<string, Scalar>>
  readonly upstreams: readonly NodeId[]
  /** `env.NAME` and `order.NAME`: known only when the node runs. */
  readonly ambient: readonly string[]
  /** The definitions of the measures whose values they use. */
  readonly measures: Readonly<Record<string, unknown>>
}

export const noReferences: References = { variables: {}, upstreams: [], ambient: [], measures: {} }

export function merged(...all: readonly References[]): References {
  return {
    variables: Object.assign({}, ...all.map((one) => one.variables)),
    upstreams: all.flatMap((one) => one.upstreams),
    ambient: [...new Set(all.flatMap((one) => one.ambient))].sort(),
    measures: Object.assign({}, ...all.map((one) => one.measures)),
  }
}

/** What the texts in a value of any shape use; faults at their own column. */
export function readReferences(assembly: Assembly, value: unknown, path: Path, place: ExpressionPlace): References {
  if (typeof value === 'string') return referencesOf(assembly, value, path, place)
  if (value === null || typeof value !== 'object') return noReferences
  const members = Array.isArray(value) ? value.map((one, index) => [index, one] as const) : Object.entries(value)
  return merged(...members.map(([key, one]) => readReferences(assembly, one, [...path, key], place)))
}

/** Checks a text that stands outside of nodes, where there is no more to an expression than its contexts. */
export function checkTemplate(
  text: string,
  file: WrittenFile,
  path: Path,
  place: ExpressionPlace,
  diagnostics: Diagnostic[],
): void {
  const { references, faults, statusCalls } = readTemplate(text)
  for (const { name, start, end } of statusCalls) {
    const message = `${name}() can be asked in \`if\` alone.`
    diagnostics.push(diagnostic('expression.context', file.placeIn(path, start, end), message))
  }
  for (const { message, start, end } of faults)
    diagnostics.push(diagnostic('expression.syntax', file.placeIn(path, start, end), syntaxMessage(message)))
  for (const reference of references) {
    const fault = contextFault(reference, place)?.fault
    if (!fault) continue
    const { start, end } = reference
    diagnostics.push(diagnostic(fault.code, file.placeIn(path, start, end), fault.message, fault.hint))
  }
}

function syntaxMessage(fault: string): string {
  return `This expression is not understood: ${fault}.`
}

interface Meaning {
  readonly type: StaticType
  readonly uses: Partial<References>
  readonly fault: { readonly code: string; readonly message: string; readonly hint: string | null } | null
}

function referencesOf(assembly: Assembly, text: string, path: Path, place: ExpressionPlace): References {
  if (!text.includes('${{')) return noReferences
  const report = (code: string, message: string, start: number, end: number, hint: string | null): void => {
    assembly.diagnostics.push(diagnostic(code, assembly.file.placeIn(path, start, end), message, hint))
  }
  const { references, faults, typeFaults } = readTemplate(text)
  for (const { message, start, end } of faults) report('expression.syntax', syntaxMessage(message), start, end, null)
  const meanings = references.map((reference) => {
    const meaning = contextFault(reference, place) ?? meaningOf(assembly, reference)
    if (meaning.fault !== null)
      report(meaning.fault.code, meaning.fault.message, reference.start, reference.end, meaning.fault.hint)
    return meaning
  })
  const typeOf = ({ start }: Reference): StaticType =>
    meanings[references.findIndex((reference) => reference.start === start)]?.type ?? 'unknown'
  for (const { message, start, end } of typeFaults(typeOf))
    report('expression.type', `In this expression ${message}.`, start, end, null)
  return merged(...meanings.map(({ uses }) => ({ ...noReferences, ...uses })))
}

function bad(code: string, message: string, hint: string | null): Meaning {
  return { type: 'unknown', uses: {}, fault: { code, message, hint } }
}

/** A context that has no business here, or a name that only running would tell. */
function contextFault({ path, computed }: Reference, place: ExpressionPlace): Meaning | null {
  const [context = '', name] = path
  const { words, contexts } = places[place]
  if (!(contexts as readonly string[]).includes(context)) {
    const hint = `Here one may use: ${contexts.join(', ')}.`
    return bad(
      'expression.context',
      `${words.replace(/^./, (letter) => letter.toUpperCase())} cannot use ${context}.`,
      hint,
    )
  }
  if (computed)
    return bad('expression.computed', `What this takes of ${context} shows only at run time.`, 'Write the name out.')
  return name === undefined
    ? bad('expression.context', `${context} is many values.`, `Write \`${context}.NAME\`.`)
    : null
}

/** What a reference stands for. */
function meaningOf(assembly: Assembly, { path }: Reference): Meaning {
  const [context, name = '', key = '', ...rest] = path
  const value = (type: StaticType, uses: Partial<References> = {}): Meaning => ({ type, uses, fault: null })
  const { variables, matrix } = assembly
  switch (context) {
    case 'vars': {
      const variable = variables.get(name)
      if (variable === undefined)
        return bad(
          'expression.unknown_variable',
          `There is no variable "${name}".`,
          didYouMean(name, [...variables.keys()]),
        )
      return value(typeOfScalar(variable.value), { variables: { [name]: variable.value } })
    }
    case 'matrix': {
      const known = Object.keys(matrix)
      if (known.includes(name)) return value(typeOfScalar(matrix[name] ?? ''))
      const hint = known.length === 0 ? 'This node has no `strategy.matrix`.' : didYouMean(name, known)
      return bad('expression.unknown_matrix_key', `The matrix has no key "${name}".`, hint)
    }
    case 'order':
      if ((orderKeys as readonly string[]).includes(name)) return value('string', { ambient: [`order.${name}`] })
      return bad('expression.unknown_order_key', `An order has no "${name}".`, didYouMean(name, [...orderKeys]))
    case 'env':
      return value('string', { ambient: [`env.${name}`] })
    case 'secrets':
      return value('string')
    case 'response':
      if ((responseKeys as readonly string[]).includes(name)) return value('unknown')
      return bad('expression.unknown_response_key', `A response has no "${name}".`, didYouMean(name, [...responseKeys]))
    default:
      return nodeMeaning(assembly, context ?? '', name, key, rest)
  }
}

/** `relations.NODE`, `measures.NODE.MEASURE`, `tests.NODE.passed`, `nodes.NODE.outputs.NAME`. */
function nodeMeaning(
  { scope, names }: Assembly,
  context: string,
  name: string,
  key: string,
  rest: readonly string[],
): Meaning {
  const id = scope.resolve(null, name)
  if (id === null && scope.mayBe(name)) return { type: 'unknown', uses: {}, fault: null }
  if (id === null) return bad('expression.unknown_node', `There is no node "${name}".`, didYouMean(name, scope.known()))
  const uses = { upstreams: [id] }
  const written = names.written(id)
  if (context === 'relations') return { type: 'string', uses, fault: null }
  if (context === 'tests') {
    if (written !== null && (testKeys as readonly string[]).includes(key))
      return { type: key === 'passed' ? 'boolean' : 'number', uses, fault: null }
    const message = written === null ? `"${name}" is a source and has no tests.` : `Tests have no "${key}".`
    return bad('expression.unknown_test', message, didYouMean(key, [...testKeys]))
  }
  if (context === 'measures') {
    const measures = (written?.measures ?? []).map((one) => [measureName(one), one] as const)
    const found = measures.find(([known]) => known === key)
    if (found !== undefined)
      return { type: 'number', uses: { ...uses, measures: { [`${name}.${key}`]: found[1] } }, fault: null }
    const known = measures.map(([one]) => one)
    return bad('expression.unknown_measure', `"${name}" has no measure "${key}".`, didYouMean(key, known))
  }
  // How it ended: success, failure, skipped, cancelled.
  if (key === 'result' && rest.length === 0 && written !== null) return { type: 'string', uses, fault: null }
  const makes =
    written !== null && ['run', 'container', 'notebook', 'http'].some((kind) => Object.hasOwn(written, kind))
  const isOutside = written !== null && !makes && !Object.hasOwn(written, 'sql')
  if (key === 'outputs' && rest.length === 1 && (makes || isOutside)) {
    const known = outputsOf(written)
    const [output = ''] = rest
    if (known === null) return { type: 'string', uses, fault: null }
    const type = Object.hasOwn(known, output) ? known[output] : undefined
    if (type !== undefined) return { type: type === 'integer' ? 'number' : type, uses, fault: null }
    const hint = didYouMean(output, Object.keys(known)) ?? 'Declare it under `outputs:` there.'
    return bad('expression.unknown_output', `"${name}" has no output "${output}".`, hint)
  }
  const message =
    key === 'outputs' && rest.length === 1
      ? `"${name}" has no outputs.`
      : 'Of a node there are its outputs and its result.'
  return bad(
    'expression.unknown_output',
    message,
    `Write \`nodes.${name}.outputs.NAME\`, of a node that runs a command.`,
  )
}

/** The outputs that a node says it has; null where it may have any. */
function outputsOf(written: WrittenNode): Readonly<Record<string, OutputType>> | null {
  if (written.http !== undefined)
    return Object.fromEntries(Object.keys(written.http.outputs ?? {}).map((name) => [name, 'string']))
  return declaredOutputs(written)
}

function typeOfScalar(value: Scalar): StaticType {
  return typeof value as 'string' | 'number' | 'boolean'
}
