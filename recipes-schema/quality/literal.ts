import { quoteText } from '../sql/rewrite.ts'

/** A value of a recipe as SQL writes it. */
export function literal(value: string | number | boolean): string {
  return typeof value === 'string' ? quoteText(value) : String(value)
}
