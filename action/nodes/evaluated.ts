import { type ContextValues, evaluateTemplate } from '../../recipes-schema/expression/template.ts'

/** A template as a text; null is empty. */
export function evaluated(template: string, values: ContextValues): string {
  return String(evaluateTemplate(template, values) ?? '')
}

/** A value of any shape, its texts evaluated; a text that is one expression keeps that one's type. */
export function deepEvaluated(value: unknown, values: ContextValues): unknown {
  if (typeof value === 'string') return evaluateTemplate(value, values)
  if (Array.isArray(value)) return value.map((one) => deepEvaluated(one, values))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, deepEvaluated(one, values)]))
}
