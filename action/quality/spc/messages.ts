import { formatApart, formatNumber } from '../../../recipes-schema/chart/format-number.ts'

/** What a signal's sentence is made of. `noun` names what the limits were learned from. */
export interface SignalFacts {
  value: number
  center: number
  sigma: number
  count: number
  noun: 'runs' | 'points'
}

/** "12,031 is below 18,400 (the lower limit of 27 runs around 20,114)" */
export function beyondMessage(facts: SignalFacts, side: 'below' | 'above', limit: number): string {
  const [value, edge] = formatApart(facts.value, limit, facts.sigma)
  const which = side === 'below' ? 'lower' : 'upper'
  const center = formatNumber(facts.center, facts.sigma)
  const source = facts.count > 0 ? `of ${facts.count} ${facts.noun} around ${center}` : `around the known ${center}`
  return `${value} is ${side} ${edge} (the ${which} limit ${source})`
}

/** "101 is not 100, the value of all 20 runs before" */
export function constantMessage(facts: SignalFacts): string {
  const [value, constant] = formatApart(facts.value, facts.center)
  return facts.count > 0
    ? `${value} is not ${constant}, the value of all ${facts.count} ${facts.noun} before`
    : `${value} is not the known ${constant}`
}

/** What a pattern rule saw around the point: "the last of 8 points in a row above 34.1" */
export function patternMessage(rule: string, facts: SignalFacts): string {
  const [value, center] = formatApart(facts.value, facts.center, facts.sigma)
  const side = facts.value < facts.center ? 'below' : 'above'
  switch (rule) {
    case 'two_of_three_2s':
      return `${value} is one of two out of three points more than two sigmas ${side} ${center}`
    case 'four_of_five_1s':
      return `${value} is one of four out of five points more than one sigma ${side} ${center}`
    case 'run_8':
    case 'run_9':
      return `${value} is at least the ${rule === 'run_8' ? 'eighth' : 'ninth'} point in a row ${side} ${center}`
    case 'trend_6':
      return `${value} is at least the sixth point in a row that moves the same way`
    case 'alternating_14':
      return `${value} is at least the fourteenth point in a row that goes up and down in turn`
    case 'within_1s_15':
      return `${value} is at least the fifteenth point in a row within one sigma of ${center}`
    case 'outside_1s_8':
      return `${value} is at least the eighth point in a row more than one sigma away from ${center}, on both sides`
    case 'cusum_up':
    case 'cusum_down':
      return `the values have added up to ${formatNumber(Math.abs(facts.value), 1)} sigmas ${rule === 'cusum_up' ? 'above' : 'below'} the target`
    case 'long_run':
      return `${value} continues too long a run ${side} ${center}`
    case 'few_crossings':
      return `the points cross ${center} too seldom`
    default:
      return `${value} is unusual around ${center}`
  }
}
