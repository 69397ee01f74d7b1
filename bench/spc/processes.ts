import type { MeasurePoint } from '../../action/quality/spc/index.ts'
import type { MeasureNature } from '../../recipes-schema/quality/measures/kind.ts'

/** Numbers from a seed: the same table at every run. Mulberry32, and the Box-Muller transform. */
export class Random {
  private state: number

  constructor(seed: number) {
    this.state = seed
  }

  uniform(): number {
    this.state = (this.state + 0x6d2b79f5) | 0
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }

  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform())
  }

  /** By inversion; fit for means up to about 500. */
  poisson(mean: number): number {
    const u = this.uniform()
    let [count, term] = [0, Math.exp(-mean)]
    let sum = term
    while (u > sum && count < 10_000) {
      count++
      term *= mean / count
      sum += term
    }
    return count
  }
}

/** A kind of measure that is in control: what one run after the other gives. */
export interface Process {
  readonly name: string
  readonly nature: MeasureNature
  /** A new measure of this kind: its value on day 0, 1, 2 ... */
  start(random: Random): (day: number) => number | readonly [events: number, trials: number]
}

export const PROCESSES: readonly Process[] = [
  { name: 'normal', nature: 'other', start: (random) => () => 1000 + 50 * random.normal() },
  { name: 'log-normal, sigma 0.5', nature: 'other', start: (random) => () => Math.exp(6 + 0.5 * random.normal()) },
  { name: 'log-normal, sigma 0.2', nature: 'other', start: (random) => () => Math.exp(6 + 0.2 * random.normal()) },
  { name: 'seconds, log-normal 0.4', nature: 'time', start: (random) => () => Math.exp(3 + 0.4 * random.normal()) },
  { name: 'Poisson, mean 4', nature: 'count', start: (random) => () => random.poisson(4) },
  { name: 'Poisson, mean 40', nature: 'count', start: (random) => () => random.poisson(40) },
  {
    name: 'weekday-seasonal',
    nature: 'count',
    start: (random) => (day) => Math.round((day % 7 < 5 ? 20_000 : 12_000) + 600 * random.normal()),
  },
  {
    name: 'autocorrelated, 0.3',
    nature: 'other',
    start(random) {
      let x = random.normal()
      return () => {
        x = 0.3 * x + Math.sqrt(1 - 0.3 ** 2) * random.normal()
        return 1000 + 50 * x
      }
    },
  },
  {
    name: 'share of 20,000, overdispersed',
    nature: 'rate',
    start: (random) => () => {
      const share = 0.05 + 0.004 * random.normal()
      return [Math.round(20_000 * share + Math.sqrt(20_000 * 0.05) * random.normal()), 20_000]
    },
  },
]

const DATES = Array.from({ length: 800 }, (_, day) => new Date(Date.UTC(2026, 0, 5 + day)).toISOString().slice(0, 10))

/** What a process gave on a day, as the ledger keeps it. Day 0 is a Monday. */
export function pointOf(given: number | readonly [number, number], day: number): MeasurePoint {
  const date = DATES[day] ?? ''
  if (typeof given === 'number') return { value: given, events: null, trials: null, date }
  const [events, trials] = given
  return { value: events / trials, events, trials, date }
}
