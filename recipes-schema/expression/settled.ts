import type { Scalar } from '../written/types.ts'
import { evaluateTemplate, readTemplate } from './template.ts'

interface Conditional {
  readonly condition: string | null
  readonly variables: Readonly<Record<string, Scalar>>
}

/**
 * True when a node's condition is false whatever an order finds out: it uses nothing but variables, and they say no. One
 * that is broken is left to the order, which says so.
 */
export function isNeverTrue({ condition, variables }: Conditional): boolean {
  if (condition === null) return false
  const { references, faults } = readTemplate(condition)
  if (faults.length > 0 || references.some(({ path: [context] }) => context !== 'vars')) return false
  if (/\b(success|failure|always|cancelled)\s*\(/.test(condition)) return false
  try {
    return isFalse(evaluateTemplate(condition, { vars: variables }))
  } catch {
    return false
  }
}

/** As GitHub's expressions have it: null, zero and an empty text are false, and so is a text that says so. */
function isFalse(value: Scalar | null): boolean {
  return value === null || value === false || value === 0 || value === '' || value === 'false'
}
