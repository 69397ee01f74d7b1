import { count } from '../text/count.ts'
import type { Finding } from './tests/kind.ts'

/** "12 of 4,000 rows", or "12 rows" where nobody counted them all. */
export function ofRows({ failures, total }: Finding, thing = 'row'): string {
  if (total === null || total < failures) return count(failures, thing)
  return `${failures.toLocaleString('en-US')} of ${count(total, thing)}`
}

/** A number for a sentence: at most six digits that say something. */
export function plainNumber(value: number): string {
  return value.toLocaleString('en-US', Number.isInteger(value) ? {} : { maximumSignificantDigits: 6 })
}

/** A share for a sentence, in percent. */
export function percentText(share: number): string {
  return `${(share * 100).toLocaleString('en-US', { maximumSignificantDigits: 3 })} %`
}

/** The values as a sentence lists them, the rest counted. */
export function listed(values: readonly unknown[], most = 8): string {
  const shown = values.slice(0, most).map(String).join(', ')
  return values.length > most ? `${shown} and ${count(values.length - most, 'other')}` : shown
}
