import { evaluateTemplate, readTemplate } from '../../expression/template.ts'
import { type Diagnostic, diagnostic } from '../../text/diagnostic.ts'
import { didYouMean } from '../../text/nearest.ts'
import type { Scalar, WrittenInput } from '../../written/types.ts'
import { isOfType } from '../assemble/variables.ts'
import type { Variable } from '../types.ts'
import type { ExpandedNode } from './expanded.ts'
import type { Ingredient } from './ingredients.ts'

/** What a use sees: that of its recipe, or of the ingredient that it is a node of. */
export interface Surrounding {
  readonly variables: ReadonlyMap<string, Variable>
  /** The name in the recipe of what is called so here; null for what is not there. */
  readonly nameOf: (name: string) => string | null
  /** Every name that may be meant, for hints. */
  readonly known: readonly string[]
}

export interface Inputs {
  readonly values: ReadonlyMap<string, Variable>
  /** The relations that were given, by the names of the inputs. */
  readonly relations: ReadonlyMap<string, string>
}

/** What a use gives to an ingredient, checked against what it wants; null when something is wrong. */
export function readInputs(
  use: ExpandedNode,
  { file: declaredIn, value: { inputs = {} } }: Ingredient,
  { variables, nameOf, known }: Surrounding,
  diagnostics: Diagnostic[],
): Inputs | null {
  const { written, file, path } = use
  const given = written.with ?? {}
  const before = diagnostics.length
  for (const name of Object.keys(given).filter((name) => !Object.hasOwn(inputs, name))) {
    const hint = didYouMean(name, Object.keys(inputs))
    const place = file.keyPlace([...path, 'with'], name)
    diagnostics.push(diagnostic('ingredient.input', place, `The ingredient has no input "${name}".`, hint))
  }
  const values = new Map<string, Variable>()
  const relations = new Map<string, string>()
  for (const [name, input] of Object.entries(inputs)) {
    const declared = { ...declaredIn.keyPlace(['inputs'], name), message: 'the input is declared here' }
    const fault = (message: string, hint: string | null = null): void => {
      const place = Object.hasOwn(given, name) ? file.placeOf([...path, 'with', name]) : file.placeOf([...path, 'uses'])
      diagnostics.push(diagnostic('ingredient.input', place, message, hint, [declared]))
    }
    const told = Object.hasOwn(given, name) ? given[name] : input.default
    if (told === undefined) {
      fault(`The ingredient needs the input "${name}", of type ${input.type}.`, `Add \`${name}:\` under \`with:\`.`)
      continue
    }
    if (input.type === 'relation') {
      const text = String(told)
      const meant = /^[a-z][a-z0-9_]*$/.test(text) ? nameOf(text) : null
      if (meant !== null) relations.set(name, meant)
      else fault(`"${text}" is not the name of a node or source.`, didYouMean(text, known))
      continue
    }
    const value = evaluated(told, use, variables, fault)
    if (value === null) continue
    if (!isOfType(input.type, value)) fault(`${JSON.stringify(value)} is not of type ${input.type}.`)
    values.set(name, variableOf(name, input, value, declaredIn.keyPlace(['inputs'], name)))
  }
  return diagnostics.length > before ? null : { values, relations }
}

/** Inputs are known when the recipe is read, for what the ingredient does may hang on them. */
function evaluated(
  told: Scalar,
  { matrix }: ExpandedNode,
  variables: ReadonlyMap<string, Variable>,
  fault: (message: string, hint?: string | null) => void,
): Scalar | null {
  if (typeof told !== 'string' || !told.includes('${{')) return told
  const { references, faults } = readTemplate(told)
  const [first] = faults
  if (first !== undefined) {
    fault(`This expression is not understood: ${first.message}.`)
    return null
  }
  const vars = Object.fromEntries([...variables].map(([name, { value }]) => [name, value]))
  for (const {
    path: [context, name = ''],
    computed,
  } of references) {
    const known = context === 'vars' ? vars : context === 'matrix' ? matrix : null
    if (known !== null && !computed && Object.hasOwn(known, name)) continue
    const message = known === null ? `An input cannot use ${context}.` : `There is no ${context}.${name}.`
    fault(message, known === null ? 'Here one may use: vars, matrix.' : didYouMean(name, Object.keys(known)))
    return null
  }
  return evaluateTemplate(told, { vars, matrix }) ?? ''
}

function variableOf(name: string, input: WrittenInput, value: Scalar, place: Variable['place']): Variable {
  const type = input.type === 'relation' ? 'string' : input.type
  return { name, type, description: input.description ?? null, value, from: 'default', place }
}
