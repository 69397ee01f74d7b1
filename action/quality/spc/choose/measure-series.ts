import type { MeasureNature } from '../../../../recipes-schema/quality/measures/kind.ts'
import { weekday } from '../series/dates.ts'
import type { Count, Kind, Natural, Note } from '../series/types.ts'
import { LEARNING_BELOW } from '../state.ts'
import { type Baseline, baselineOf, isWhole } from './baseline.ts'
import { dispersionOf, dispersionOfEvents } from './dispersion.ts'
import { onlyGrows } from './only-grows.ts'
import { scaleOf } from './scale-of.ts'
import { hasWeekdayPattern } from './weekday-pattern.ts'

/** One run's number, with what a rate was counted from. */
export interface MeasurePoint {
  readonly value: number | null
  readonly events: number | null
  readonly trials: number | null
  /** The day that the run was for, YYYY-MM-DD. */
  readonly date: string
  /** Drawn, but nothing is learned from it. */
  readonly excluded?: boolean
}

export interface MeasureInput {
  /** Production's runs, oldest first. */
  readonly history: readonly MeasurePoint[]
  /** The run under judgement. */
  readonly judged: MeasurePoint
  /** Indices of the history at which new limits begin. */
  readonly phases: readonly number[]
  readonly nature: MeasureNature
  readonly natural: Natural
  /** What the recipe asks for; null: chosen by the data. */
  readonly chart: string | null
  readonly sigmas: number
}

/** A measure as a series for `galley chart`: whoever doubts a judgement can make it again from this. */
export interface MeasureSeries {
  readonly series: Readonly<Record<string, unknown>> & { readonly chart: Kind }
  /** Why this chart. */
  readonly why: Note
}

/** The chart that a measure is judged on: the recipe's, or the one that its nature and its history ask for. */
export function measureSeries(input: MeasureInput): MeasureSeries {
  const learned = baselineOf(input)
  const asked = input.chart === null ? null : askedFor(input, input.chart, learned)
  if (asked !== null) return asked
  const chosen = chosenFor(input, learned)
  if (input.chart === null) return chosen
  const message = `These numbers cannot be put on a ${input.chart} chart, which the recipe asks for. ${chosen.why.message}`
  return { ...chosen, why: { code: 'chart.not_possible', message } }
}

function chosenFor(input: MeasureInput, learned: Baseline): MeasureSeries {
  const rate = input.nature === 'rate' ? rateSeries(input, learned) : null
  if (rate !== null) return rate
  const count = input.nature === 'count' ? countSeries(input, learned) : null
  return count ?? valueSeries(input, learned)
}

/** A recipe's `chart:`; null where the numbers cannot be put on it, and the chart is then chosen. */
function askedFor(input: MeasureInput, chart: string, learned: Baseline): MeasureSeries | null {
  const why = { code: 'chart.asked', message: `The recipe asks for a chart of kind ${chart}.` }
  const predicted = { limits: 'prediction', sigmas: input.sigmas }
  switch (chart) {
    case 'p':
    case 'np':
    case 'p_prime':
      return allTried(input) ? { series: { chart, ...ofCounts(input, learned, 'trials'), ...predicted }, why } : null
    case 'u':
    case 'u_prime':
      return allTried(input) ? { series: { chart, ...ofCounts(input, learned, 'exposure'), ...predicted }, why } : null
    case 'c':
      return learned.whole && isWhole(input.judged.value)
        ? { series: { chart, ...ofValues(input, learned), ...predicted }, why }
        : null
    case 'g':
      return learned.whole && isWhole(input.judged.value)
        ? { series: { chart, ...ofValues(input, learned) }, why }
        : null
    case 't':
      return learned.lowest > 0 && (input.judged.value ?? 1) > 0
        ? { series: { chart, ...ofValues(input, learned), ...predicted }, why }
        : null
    case 'i':
      return { series: { ...valueSeries(input, learned).series }, why }
    case 'ewma':
      // The published scheme: about 500 runs between false alarms.
      return { series: { chart, ...ofValues(input, learned), lambda: 0.2, L: 2.962 }, why }
    case 'mr':
    case 'cusum':
    case 'run':
      return { series: { chart, ...ofValues(input, learned) }, why }
    default:
      return null
  }
}

/** p, or p' where more or less than chance moves the proportion; null without enough counts. */
function rateSeries(input: MeasureInput, baseline: Baseline): MeasureSeries | null {
  const counts: Count[] = []
  let learned = 0
  for (const { value, events, trials, excluded } of phaseOf(input)) {
    if (value === null) continue
    if (!excluded) learned++
    if (!excluded && events !== null && trials !== null && trials > 0) counts.push({ events, size: trials })
  }
  if (!allTried(input) || counts.length < Math.min(learned, LEARNING_BELOW)) return null
  const spread = dispersionOf(counts, 'binomial')
  const chart = spread === 'fits' ? 'p' : 'p_prime'
  const message = {
    fits: 'A p chart: the share varies as much as chance among so many rows.',
    over: "A p' chart: the share varies more from run to run than chance among so many rows.",
    under: "A p' chart: the share varies less from run to run than chance among so many rows.",
  }[spread]
  const series = { chart, ...ofCounts(input, baseline, 'trials'), limits: 'prediction', sigmas: input.sigmas } as const
  return { series, why: { code: `chart.${chart}`, message } }
}

/** c with exact limits where the counts vary as Poisson counts do; null for all others, which are values. */
function countSeries(input: MeasureInput, learned: Baseline): MeasureSeries | null {
  const { values, count, sum, high } = learned
  if (count < LEARNING_BELOW || !learned.whole || !isWhole(input.judged.value)) return null
  if ((isSame(learned) && high !== 0) || onlyGrows(values)) return null
  if (dispersionOfEvents(values, count, sum) !== 'fits') return null
  const rare =
    sum / count < 1 ? ' Fewer than one a run: `chart: g` on the runs between would see a slow rise sooner.' : ''
  const message = `A c chart with exact limits: the counts vary as independent events do.${rare}`
  const series = { chart: 'c', ...ofValues(input, learned), limits: 'prediction', sigmas: input.sigmas } as const
  return { series, why: { code: 'chart.c', message } }
}

/** An individuals chart on the scale, with the season and of the differences that the history asks for. */
function valueSeries(input: MeasureInput, learned: Baseline): MeasureSeries {
  const { nature, natural, sigmas } = input
  const difference = onlyGrows(learned.values)
  const working = difference ? steps(phaseOf(input)) : learned.values
  const days = weekdaysOf(phaseOf(input))
  const seasonal = hasWeekdayPattern(working, days, weekday(input.judged.date))
  const scale = difference ? 'none' : transformOf(nature, learned, seasonal ? days : null)
  const series = {
    chart: 'i',
    ...ofValues(input, learned),
    limits: 'prediction',
    sigmas,
    ...(difference ? { difference: true } : { natural }),
    ...(seasonal ? { season: 7 } : {}),
    ...(scale === 'none' ? {} : { transform: scale }),
  } as const
  const reasons = [
    ...(difference ? ['it only grows, so that its steps are charted'] : []),
    ...(scale === 'log'
      ? [
          nature === 'time'
            ? 'times vary by shares, so by their logarithms'
            : 'it varies by shares, so by its logarithms',
        ]
      : []),
    ...(scale === 'either' ? ['the limits hold whether it varies by amounts or by shares'] : []),
    ...(seasonal ? ['each day of the week has its own level'] : []),
  ]
  const message = `An individuals chart${reasons.length > 0 ? `: ${reasons.join('; ')}` : ''}.`
  return { series, why: { code: 'chart.i', message } }
}

function transformOf(
  nature: MeasureNature,
  { values, count, lowest }: Baseline,
  groups: Uint8Array | null,
): 'none' | 'log' | 'either' {
  // Every point that is drawn must be on the scale; the judged one may lie below all of it, and must not decide.
  if (lowest <= 0) return 'none'
  if (nature === 'time') return 'log'
  return count < LEARNING_BELOW ? 'none' : scaleOf(values, groups)
}

/** The points of the current phase; excluded ones are among them. */
function phaseOf({ history, phases }: MeasureInput): readonly MeasurePoint[] {
  const from = phases.at(-1) ?? 0
  return from === 0 ? history : history.slice(from)
}

/** Each value minus the one before; NaN where either is missing. */
function steps(points: readonly MeasurePoint[]): Float64Array {
  const found = new Float64Array(points.length).fill(Number.NaN)
  for (let i = 1; i < points.length; i++) {
    const [before, point] = [points[i - 1]?.value ?? null, points[i]]
    if (before !== null && point !== undefined && point.value !== null && !point.excluded)
      found[i] = point.value - before
  }
  return found
}

function weekdaysOf(points: readonly MeasurePoint[]): Uint8Array {
  const days = new Uint8Array(points.length)
  for (let i = 0; i < days.length; i++) days[i] = weekday(points[i]?.date ?? '')
  return days
}

/** True when all values are equal up to rounding. */
function isSame({ low, high }: Baseline): boolean {
  return high - low <= 1e-12 * Math.max(Math.abs(low), Math.abs(high))
}

function allTried({ history, judged }: MeasureInput): boolean {
  return history.every(isTried) && isTried(judged)
}

/** A run without any trial is a missing point of a rate. */
function isTried({ value, events, trials }: MeasurePoint): boolean {
  if (value === null) return true
  return (
    Number.isSafeInteger(events) &&
    Number.isSafeInteger(trials) &&
    Number(events) >= 0 &&
    Number(events) <= Number(trials)
  )
}

function ofValues({ judged, phases }: MeasureInput, { all, excluded }: Baseline): Readonly<Record<string, unknown>> {
  return { values: all, new: [judged.value], ...frame(phases, excluded) }
}

function ofCounts(
  { history, judged, phases }: MeasureInput,
  { excluded }: Baseline,
  size: 'trials' | 'exposure',
): Readonly<Record<string, unknown>> {
  const events = history.map((point) => (point.value === null ? null : point.events))
  const trials = history.map((point) => (point.value === null ? null : point.trials))
  const [newEvents, newTrials] = judged.value === null ? [null, null] : [judged.events, judged.trials]
  return {
    events,
    new: [{ events: newEvents, [size]: newTrials }],
    [size]: [...trials, newTrials],
    ...frame(phases, excluded),
  }
}

/** A run of eight is production's own history: it may propose new limits, and is not held against the judged point. */
function frame(phases: readonly number[], exclude: readonly number[]): Readonly<Record<string, unknown>> {
  return {
    rules: ['beyond_3s'],
    ...(phases.some((phase) => phase > 0) ? { phases: phases.filter((phase) => phase > 0) } : {}),
    ...(exclude.length > 0 ? { exclude } : {}),
  }
}
