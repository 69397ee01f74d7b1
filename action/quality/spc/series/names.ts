import type { Options, Rule } from './types.ts'

/** Every rule by name, in the order in which answers list them. */
export const RULES: readonly Rule[] = [
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

export type OptionName = keyof Options
