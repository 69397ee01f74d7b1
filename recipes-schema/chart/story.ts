import { formatApart, formatNumber } from './format-number.ts'
import type { Judgement } from './types.ts'

/** What a story is told from: the last value, what was thought of it, and the value before. */
export interface StoryFacts {
  readonly subject: string
  readonly value: number | null
  readonly previous: number | null
  /** Runs behind the limits. */
  readonly count: number
  readonly judgement: Pick<Judgement, 'state' | 'center' | 'lcl' | 'ucl'> & { readonly signal: { rule: string } | null }
}

/** A chart's story in one sentence: "row_count fell to 12,031: below 18,400, the lower limit of 27 runs". */
export function story(facts: StoryFacts): string {
  const { value, count, judgement } = facts
  const name = measureName(facts.subject)
  if (value === null) return `${name} has no value in this run`
  const { state, lcl, ucl, signal } = judgement
  if (state === 'learning' || lcl === null || ucl === null) {
    return `${name} is ${formatNumber(value)}: still learning, ${runs(count)} of the 8 that limits need`
  }
  if (signal?.rule === 'constant_changed') {
    const [now, constant] = formatApart(value, lcl)
    return `${name} changed to ${now}: it was ${constant} in all ${runs(count)} before`
  }
  const spread = (ucl - lcl) / 6
  if (signal === null) return `${name} is ${formatNumber(value, spread)}: ${steady(lcl, ucl, count)}`
  const below = value < lcl
  const [now, limit] = formatApart(value, below ? lcl : ucl, spread)
  const side = below ? 'lower' : 'upper'
  return `${name} ${verb(facts, below)} ${now}: ${below ? 'below' : 'above'} ${limit}, the ${side} limit of ${runs(count)}`
}

/** The measure's own name: what comes after `recipe.node.`. */
export function measureName(subject: string): string {
  const [recipe, node, ...rest] = subject.split('.')
  return rest.length > 0 ? rest.join('.') : [recipe, node].filter(Boolean).join('.')
}

function steady(lcl: number, ucl: number, count: number): string {
  const [low, high] = formatApart(lcl, ucl, (ucl - lcl) / 6)
  return lcl === ucl
    ? `the same as in all ${runs(count)} before`
    : `within ${low} to ${high}, as ${runs(count)} let expect`
}

/** It moved there, or it stayed out there. */
function verb({ value, previous }: StoryFacts, below: boolean): string {
  if (value === null || previous === null) return 'is'
  if (below) return value < previous ? 'fell to' : 'stays at'
  return value > previous ? 'rose to' : 'stays at'
}

function runs(count: number): string {
  return count === 1 ? '1 run' : `${count} runs`
}
