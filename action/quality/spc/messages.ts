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
