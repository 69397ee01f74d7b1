import { quoteText } from '../sql/rewrite.ts'

/** A value of a recipe as a dialect of SQL writes it. */
export function literal(value: string | number | boolean, dialect?: string): string {
  return typeof value === 'string' ? quoteText(value, dialect) : String(value)
}
