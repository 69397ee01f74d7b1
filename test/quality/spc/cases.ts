import { readFileSync } from 'node:fs'
import { type ChartAnswer, chart } from '../../../action/quality/spc/index.ts'

/** Case files differ in shape from kind to kind; what is read from them is compared, not trusted. */
// biome-ignore lint/suspicious/noExplicitAny: a type for each kind of case would only repeat the files.
export type Json = any

/** A verification case: inputs and expected numbers from the literature or recomputed independently. */
export function readCase(id: string): { input: Json; expected: Json } {
  return JSON.parse(readFileSync(new URL(`../../fixtures/spc-cases/${id}.json`, import.meta.url), 'utf8'))
}

/** The answer to one series that must be valid. */
export function answerOf(series: object): ChartAnswer {
  const outcome = chart(series)
  if (!outcome.ok) throw new Error(`${outcome.error.code} at ${outcome.error.location.path}: ${outcome.error.message}`)
  if (Array.isArray(outcome.answer)) throw new Error('one series was answered by many')
  return outcome.answer as ChartAnswer
}

export const ALL_RULES = [
  'beyond_3s',
  'two_of_three_2s',
  'four_of_five_1s',
  'run_8',
  'run_9',
  'trend_6',
  'alternating_14',
  'within_1s_15',
  'outside_1s_8',
]
