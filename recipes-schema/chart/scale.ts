import { formatNumber } from './format-number.ts'
import type { ControlChart } from './types.ts'

/** The value axis of one chart: its range, its ticks, and the unit that its numbers are written in. */
export interface ValueScale {
  readonly min: number
  readonly max: number
  readonly interval: number
  /** Values are divided by this before they are drawn: ticks read 12 with "millions" above, not 12,000,000. */
  readonly divisor: number
  readonly unit: string | null
}

/**
 * A range in which the limits can be read. Values far outside (more than four bands away) do not stretch it: they are
 * drawn at its edge, with their number.
 */
export function valueScale(chart: ControlChart, ticks: number): ValueScale {
  const values = chart.points.flatMap(({ value }) => (value === null ? [] : [value]))
  const limits = chart.points.flatMap(({ lcl, ucl }) => [lcl, ucl].filter((limit) => limit !== null))
  const [low, high] = focus(values, limits)
  const divisor = DIVISORS.find(([size]) => Math.max(Math.abs(low), Math.abs(high)) >= size * 10) ?? [1, null]
  const [size, unit] = divisor
  const range = high - low || Math.abs(high) * 0.02 || 1
  const judged = chart.points.findLast((point) => point.judged)?.value ?? null
  // Room for the judged point's number where it is the outermost one.
  const above = range * (judged !== null && judged > high - range / 10 ? 0.22 : 0.08)
  const below = range * (judged !== null && judged < low + range / 10 ? 0.22 : 0.08)
  // Room below must not invent negative counts.
  const from = low >= 0 && low - below < 0 ? 0 : low - below
  const whole = size === 1 && values.every(Number.isInteger)
  const interval = Math.max(niceStep((high + above - from) / size / ticks), whole ? 1 : 0)
  return {
    min: Math.floor(from / size / interval) * interval,
    max: Math.ceil((high + above) / size / interval) * interval,
    interval,
    divisor: size,
    unit,
  }
}

/** Where a value is drawn on the scale, and whether it had to be moved to the edge. */
export function place(value: number, scale: ValueScale): { at: number; off: 'above' | 'below' | null } {
  const drawn = value / scale.divisor
  if (drawn > scale.max) return { at: scale.max, off: 'above' }
  return drawn < scale.min ? { at: scale.min, off: 'below' } : { at: drawn, off: null }
}

/** A tick's text, without the noise of binary fractions. */
export function tickText(tick: number, scale: ValueScale): string {
  return formatNumber(Math.round(tick / scale.interval) * scale.interval, scale.interval * 10)
}

function focus(values: readonly number[], limits: readonly number[]): [number, number] {
  if (limits.length === 0) return extent(values.length > 0 ? values : [0])
  const [lcl, ucl] = extent(limits)
  const band = ucl - lcl
  const near = band > 0 ? values.filter((value) => value >= lcl - 4 * band && value <= ucl + 4 * band) : values
  return extent([...near, lcl, ucl])
}

function extent(values: readonly number[]): [number, number] {
  const low = values.reduce((least, x) => Math.min(least, x), Number.POSITIVE_INFINITY)
  const high = values.reduce((most, x) => Math.max(most, x), Number.NEGATIVE_INFINITY)
  return [low, high]
}

/** 1, 2 or 5 times a power of ten, at least as large. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least))
  return ([1, 2, 5].find((step) => step * power >= least * (1 - 1e-9)) ?? 10) * power
}

const DIVISORS: readonly (readonly [number, string])[] = [
  [1e12, 'trillions'],
  [1e9, 'billions'],
  [1e6, 'millions'],
]
