import { evaluateTemplate, readTemplate } from '../../expression/template.ts'
import type { WrittenNode } from '../../written/types.ts'
import type { Variable } from '../types.ts'

/** Keys that are no templates in a recipe, and in which an ingredient may use its inputs all the same. */
const keys = ['tests', 'measures', 'materialized'] as const

/**
 * A node of an ingredient with the values of its inputs in its tests, measures and materialization: which columns these
 * are about is what such inputs are for.
 */
export function substitute(written: WrittenNode, inputs: ReadonlyMap<string, Variable>): WrittenNode {
  const vars = Object.fromEntries([...inputs].map(([name, { value }]) => [name, value]))
  const replaced = keys.flatMap((key) => (written[key] === undefined ? [] : [[key, inside(written[key], vars)]]))
  return { ...written, ...Object.fromEntries(replaced) }
}

function inside(value: unknown, vars: Readonly<Record<string, Variable['value']>>): unknown {
  if (typeof value === 'string') return evaluated(value, vars)
  if (Array.isArray(value)) return value.map((one) => inside(one, vars))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inside(one, vars)]))
}

/** What is not about the inputs alone stays as it is, and is then said to be no SQL or no name. */
function evaluated(text: string, vars: Readonly<Record<string, Variable['value']>>): unknown {
  if (!text.includes('${{')) return text
  const { references, faults } = readTemplate(text)
  const known = references.every(({ path: [context, name = ''] }) => context === 'vars' && Object.hasOwn(vars, name))
  return known && faults.length === 0 ? evaluateTemplate(text, { vars }) : text
}
