import type { MeasureNature } from '../../../../recipes-schema/quality/measures/kind.ts'
import { weekday } from '../series/dates.ts'
import type { Kind, Natural, Note } from '../series/types.ts'
import { isConstant } from '../sigma-individuals.ts'
import { LEARNING_BELOW } from '../state.ts'
import { dispersionOf } from './dispersion.ts'
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
  const asked = input.chart === null ? null : askedFor(input, input.chart)
  if (asked !== null) return asked
  const chosen = chosenFor(input)
  if (input.chart === null) return chosen
  const message = `These numbers cannot be put on a ${input.chart} chart, which the recipe asks for. ${chosen.why.message}`
  return { ...chosen, why: { code: 'chart.not_possible', message } }
}

function chosenFor(input: MeasureInput): MeasureSeries {
  const rate = input.nature === 'rate' ? rateSeries(input) : null
  if (rate !== null) return rate
  const count = input.nature === 'count' ? countSeries(input) : null
  return count ?? valueSeries(input)
}

/** A recipe's `chart:`; null where the numbers cannot be put on it, and the chart is then chosen. */
function askedFor(input: MeasureInput, chart: string): MeasureSeries | null {
  const why = { code: 'chart.asked', message: `The recipe asks for a chart of kind ${chart}.` }
  const points = all(input)
  const predicted = { limits: 'prediction', sigmas: input.sigmas }
  switch (chart) {
    case 'p':
    case 'np':
    case 'p_prime':
      return points.every(isTried) ? { series: { chart, ...ofCounts(input, 'trials'), ...predicted }, why } : null
    case 'u':
    case 'u_prime':
      return points.every(isTried) ? { series: { chart, ...ofCounts(input, 'exposure'), ...predicted }, why } : null
    case 'c':
      return points.every(isWhole) ? { series: { chart, ...ofValues(input), ...predicted }, why } : null
    case 'g':
      return points.every(isWhole) ? { series: { chart, ...ofValues(input) }, why } : null
    case 't':
      return points.every(({ value }) => value === null || value > 0)
        ? { series: { chart, ...ofValues(input), ...predicted }, why }
        : null
    case 'i':
      return { series: { ...valueSeries(input).series }, why }
    case 'ewma':
      // The published scheme: about 500 runs between false alarms.
      return { series: { chart, ...ofValues(input), lambda: 0.2, L: 2.962 }, why }
    case 'mr':
    case 'cusum':
    case 'run':
      return { series: { chart, ...ofValues(input) }, why }
    default:
      return null
  }
}

/** p, or p' where more or less than chance moves the proportion; null without enough counts. */
function rateSeries(input: MeasureInput): MeasureSeries | null {
  const learned = baseline(input).filter((point) => point.value !== null)
  const counts = learned.flatMap(({ events, trials }) =>
    events !== null && trials !== null && trials > 0 ? [{ events, size: trials }] : [],
  )
  if (!all(input).every(isTried) || counts.length < Math.min(learned.length, LEARNING_BELOW)) return null
  const spread = dispersionOf(counts, 'binomial')
  const chart = spread === 'fits' ? 'p' : 'p_prime'
  const message = {
    fits: 'A p chart: the share varies as much as chance among so many rows.',
    over: "A p' chart: the share varies more from run to run than chance among so many rows.",
    under: "A p' chart: the share varies less from run to run than chance among so many rows.",
  }[spread]
  const series = { chart, ...ofCounts(input, 'trials'), limits: 'prediction', sigmas: input.sigmas } as const
  return { series, why: { code: `chart.${chart}`, message } }
}

/** c with exact limits where the counts vary as Poisson counts do; null for all others, which are values. */
function countSeries(input: MeasureInput): MeasureSeries | null {
  const values = numbers(baseline(input))
  const counts = values.map((events) => ({ events, size: 1 }))
  if (values.length < LEARNING_BELOW || !all(input).every(isWhole)) return null
  const never = values.every((value) => value === 0)
  if ((isConstant(values) && !never) || onlyGrows(values) || dispersionOf(counts, 'poisson') !== 'fits') return null
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const rare = mean < 1 ? ' Fewer than one a run: `chart: g` on the runs between would see a slow rise sooner.' : ''
  const message = `A c chart with exact limits: the counts vary as independent events do.${rare}`
  const series = { chart: 'c', ...ofValues(input), limits: 'prediction', sigmas: input.sigmas } as const
  return { series, why: { code: 'chart.c', message } }
}

/** An individuals chart on the scale, with the season and of the differences that the history asks for. */
function valueSeries(input: MeasureInput): MeasureSeries {
  const { nature, natural, sigmas } = input
  const values = numbers(baseline(input))
  const difference = onlyGrows(values)
  const working = difference
    ? steps(baseline(input))
    : baseline(input).map(({ value, excluded }) => (excluded ? null : value))
  const weekdays = baseline(input).map(({ date }) => weekday(date))
  const seasonal = hasWeekdayPattern(working, weekdays, weekday(input.judged.date))
  const scale = difference ? 'none' : transformOf(input, working, seasonal ? weekdays : null)
  const series = {
    chart: 'i',
    ...ofValues(input),
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
  input: MeasureInput,
  working: readonly (number | null)[],
  groups: readonly number[] | null,
): 'none' | 'log' | 'either' {
  // Every point that is drawn must be on the scale; the judged one may lie below all of it, and must not decide.
  if (input.history.some(({ value }) => value !== null && value <= 0)) return 'none'
  const count = working.filter((value) => value !== null).length
  if (input.nature === 'time') return 'log'
  return count < LEARNING_BELOW ? 'none' : scaleOf(working, groups)
}

function all({ history, judged }: MeasureInput): MeasurePoint[] {
  return [...history, judged]
}

/** The points of the current phase; excluded ones are among them. */
function baseline({ history, phases }: MeasureInput): readonly MeasurePoint[] {
  const from = phases.at(-1) ?? 0
  return from === 0 ? history : history.slice(from)
}

function numbers(points: readonly MeasurePoint[]): number[] {
  const found: number[] = []
  for (const { value, excluded } of points) if (value !== null && !excluded) found.push(value)
  return found
}

function steps(points: readonly MeasurePoint[]): (number | null)[] {
  return points.map(({ value, excluded }, i) => {
    const before = points[i - 1]?.value ?? null
    return value === null || before === null || excluded ? null : value - before
  })
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

function isWhole({ value }: MeasurePoint): boolean {
  return value === null || (Number.isSafeInteger(value) && value >= 0)
}

function ofValues(input: MeasureInput): Readonly<Record<string, unknown>> {
  return { values: input.history.map(({ value }) => value), new: [input.judged.value], ...frame(input) }
}

function ofCounts(input: MeasureInput, size: 'trials' | 'exposure'): Readonly<Record<string, unknown>> {
  const points = all(input).map((point) => (point.value === null ? { events: null, trials: null } : point))
  return {
    events: points.slice(0, -1).map(({ events }) => events),
    new: points.slice(-1).map(({ events, trials }) => ({ events, [size]: trials })),
    [size]: points.map(({ trials }) => trials),
    ...frame(input),
  }
}

/** A run of eight is production's own history: it may propose new limits, and is not held against the judged point. */
function frame({ history, phases }: MeasureInput): Readonly<Record<string, unknown>> {
  const excluded: number[] = []
  for (let i = 0; i < history.length; i++) if (history[i]?.excluded) excluded.push(i)
  return {
    rules: ['beyond_3s'],
    ...(phases.some((phase) => phase > 0) ? { phases: phases.filter((phase) => phase > 0) } : {}),
    ...(excluded.length > 0 ? { exclude: excluded } : {}),
  }
}
