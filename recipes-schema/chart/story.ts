import { formatApart, formatNumber } from './format-number.ts'
import type { ChartState } from './types.ts'

/** What a story is told from: the last value, what was thought of it, and the value before. */
export interface StoryFacts {
  readonly subject: string
  readonly value: number | null
  readonly previous: number | null
  /** True when that one was outside its own limits too. */
  readonly previousOut: boolean
  /** Points behind the limits. */
  readonly count: number
  /** What a point is: a run, or a day where every point has its own. */
  readonly noun: 'point' | 'run' | 'day'
  /** How many points are shown before this one, when it is below (above) them all; else null. */
  readonly extremeOf: number | null
  readonly judgement: {
    readonly state: ChartState
    readonly lcl: number | null
    readonly ucl: number | null
    readonly signal: { readonly rule: string } | null
  }
}

/** A chart's story in one sentence: "row_count fell to 12,031: below 18,400, the lowest of 60 days". */
export function story(facts: StoryFacts): string {
  const { value, count, judgement } = facts
  const name = measureName(facts.subject)
  if (value === null) return `${name} has no value this time`
  const counted = (number: number) => `${number} ${facts.noun}${number === 1 ? '' : 's'}`
  const { state, lcl, ucl, signal } = judgement
  if (state === 'learning' || lcl === null || ucl === null) {
    return `${name} is ${formatNumber(value)}: still learning, ${counted(count)} of the 8 that limits need`
  }
  if (signal?.rule === 'constant_changed') {
    const [now, constant] = formatApart(value, lcl)
    return `${name} changed to ${now}: it was ${constant} in all ${counted(count)} before`
  }
  const spread = (ucl - lcl) / 6
  if (signal === null) return `${name} is ${formatNumber(value, spread)}: ${steady(lcl, ucl, counted(count))}`
  const below = value < lcl
  const [now, limit] = formatApart(value, below ? lcl : ucl, spread)
  const extreme = facts.extremeOf === null ? null : counted(facts.extremeOf + 1)
  const rank =
    extreme === null
      ? `the ${below ? 'lower' : 'upper'} limit of ${counted(count)}`
      : `the ${below ? 'lowest' : 'highest'} of ${extreme}`
  return `${name} ${verb(facts, below)} ${now}: ${below ? 'below' : 'above'} ${limit}, ${rank}`
}

/** The measure's own name: what comes after `recipe.node.`. */
export function measureName(subject: string): string {
  const [recipe, node, ...rest] = subject.split('.')
  return rest.length > 0 ? rest.join('.') : [recipe, node].filter(Boolean).join('.')
}

function steady(lcl: number, ucl: number, learned: string): string {
  const [low, high] = formatApart(lcl, ucl, (ucl - lcl) / 6)
  return lcl === ucl ? `the same as in all ${learned} before` : `within ${low} to ${high}, as ${learned} let expect`
}

/** It moved there, or it stayed out there. */
function verb({ value, previous, previousOut }: StoryFacts, below: boolean): string {
  if (value === null || previous === null) return 'is'
  if (below ? value < previous : value > previous) return below ? 'fell to' : 'rose to'
  // A Tuesday at a Sunday's level has not fallen since Sunday, and is far too low all the same.
  return previousOut ? 'stays at' : 'is'
}
