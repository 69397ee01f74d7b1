import type { AnswerPhase, AnswerPoint, ChartAnswer, Varying } from './answer.ts'
import type { Charted } from './charted.ts'
import { judgedPoints } from './judged-points.ts'
import { KINDS } from './kinds/registry.ts'
import type { Drawing, DrawnPoint, Phase, TrackName } from './kinds/types.ts'
import { rebaselineNote } from './rebaseline-note.ts'
import { evaluate } from './rules/evaluate.ts'
import { type ReadSeries, readSeries } from './series/read.ts'
import type { Data, Natural, Rule, Series, SeriesError } from './series/types.ts'

export type ChartOutcome<Answer = ChartAnswer | ChartAnswer[]> =
  | { readonly ok: true; readonly answer: Answer }
  | { readonly ok: false; readonly error: SeriesError }

/**
 * Draw and judge any series: the content of a SERIES.json, or an array of them for an array of answers. Never throws;
 * bad input is a value with the position of what is wrong, and no NaN or Infinity leaves.
 */
export function chart(input: unknown): ChartOutcome {
  if (!Array.isArray(input)) return chartOne(input)
  const answers: ChartAnswer[] = []
  for (const [i, one] of input.entries()) {
    const outcome = chartOne(one)
    if (!outcome.ok) return { ok: false, error: { ...outcome.error, location: within(i, outcome.error) } }
    answers.push(outcome.answer)
  }
  return { ok: true, answer: answers }
}

function chartOne(input: unknown): ChartOutcome<ChartAnswer> {
  const read: ReadSeries = readSeries(input)
  return read.ok ? { ok: true, answer: answer(read.series) } : read
}

function within(index: number, { location: { path } }: SeriesError): { path: string } {
  return { path: path === '/' ? `/${index}` : `/${index}${path}` }
}

/** The chart of a validated series. */
export function answer(series: Series): ChartAnswer {
  const phases = split(series).map((phase) => chartPhase(phase, series))
  const points = phases.flatMap(answerPoints)
  const drawn = phases.flatMap(({ drawing }) => drawing.points)
  const last = phases.at(-1)?.drawing
  return {
    schema_version: 1,
    chart: series.kind,
    state: last?.state ?? 'learning',
    ...summary(drawn, series.kind === 'cusum' || series.kind === 'run' || drawn.length === 0 ? last : undefined),
    statistics: drawn.map(({ value }) => value),
    signals: mergedSignals(phases),
    points,
    phases: phases.map(answerPhase),
    judged: phases.flatMap((phase) => judgedPoints(series, phase)),
    notes: [...series.notes, ...phases.flatMap(({ notes }) => notes)],
    ...mergedTracks(phases),
    ...last?.figures,
  }
}

/** The series cut at its phases. A phase that the baseline leaves out entirely learns from its own points. */
export function split(series: Series): Phase[] {
  const total = series.data.values.length
  return series.phases.flatMap((from, i) => {
    const to = series.phases[i + 1] ?? total
    if (from === to && i > 0 && total > 0) return []
    return [phaseOf(series, from, to)]
  })
}

function phaseOf(series: Series, from: number, to: number): Phase {
  const { options, newFrom } = series
  const whole = from === 0 && to === series.data.values.length
  const cut = <T>(values: readonly T[]): readonly T[] => (whole ? values : values.slice(from, to))
  const [given, excluded] = [cut(series.inBaseline), cut(series.excluded)]
  const learnsAlone = from > 0 && !given.includes(true)
  const inBaseline = learnsAlone ? given.map((_, k) => !excluded[k] && from + k < newFrom) : given
  return {
    data: whole ? series.data : slice(series.data, from, to),
    from,
    inBaseline,
    weekdays: series.weekdays && cut(series.weekdays),
    excluded,
    drawnFrom: Math.max(0, series.drawnFrom - from),
    judging: inBaseline.some((isIn, k) => !isIn && !excluded[k]),
    options,
  }
}

function slice(data: Data, from: number, to: number): Data {
  switch (data.type) {
    case 'values':
      return { type: data.type, values: data.values.slice(from, to) }
    case 'subgroups':
      return { type: data.type, values: data.values.slice(from, to) }
    case 'counts':
      return { type: data.type, values: data.values.slice(from, to) }
  }
}

function chartPhase(phase: Phase, series: Series): Charted {
  const entry = KINDS[series.kind]
  const drawing = withinNatural(entry.draw(phase), series.options.natural)
  const usual: readonly Rule[] = drawing.dependent ? ['beyond_3s'] : entry.rules.usual
  const found = drawing.signals ?? evaluate(drawing.points, phase.excluded, series.rules ?? usual)
  const proposal =
    drawing.state === 'established' && entry.rules.usual.includes('run_8')
      ? rebaselineNote(drawing.points, phase.excluded, phase.from)
      : null
  const notes = proposal === null ? drawing.notes : [...drawing.notes, proposal]
  return { phase, drawing, signals: found, notes }
}

/** Limits cut to what a value can be at all; a limit at the very edge can never be passed. */
export function withinNatural(drawing: Drawing, natural: Natural | undefined, drawnFrom = 0): Drawing {
  if (natural === undefined) return drawing
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = natural
  const cut = (limit: number | null) => (limit === null ? null : Math.min(max, Math.max(min, limit)))
  const points = drawing.points.slice()
  for (const [i, point] of points.slice(drawnFrom).entries())
    points[drawnFrom + i] = { ...point, lcl: cut(point.lcl), ucl: cut(point.ucl) }
  return { ...drawing, points }
}

function answerPoints({ phase, drawing, signals }: Charted): AnswerPoint[] {
  const fired = drawing.points.map((): string[] => [])
  for (const [rule, indices] of Object.entries(signals)) for (const i of indices) fired[i]?.push(rule)
  return drawing.points.map(({ value, center, lcl, ucl }, i) => ({
    value,
    center,
    lcl,
    ucl,
    signals: fired[i] ?? [],
    excluded: phase.excluded[i] ?? false,
  }))
}

function answerPhase({ phase: { from }, drawing }: Charted): AnswerPhase {
  const to = from + drawing.points.length
  return { from, to, state: drawing.state, count: drawing.count, ...summary(drawing.points, undefined) }
}

/** One number where all points agree, else one a point. `own`: a chart whose centre is not that of its points. */
function summary(
  points: readonly DrawnPoint[],
  own: Drawing | undefined,
): { center: Varying; sigma: Varying; lcl: Varying; ucl: Varying } {
  return {
    center: own === undefined ? collapse(points.map(({ center }) => center)) : own.center,
    sigma: own === undefined ? collapse(points.map(({ sigma }) => sigma)) : own.sigma,
    lcl: collapse(points.map(({ lcl }) => lcl)),
    ucl: collapse(points.map(({ ucl }) => ucl)),
  }
}

function collapse(values: readonly (number | null)[]): Varying {
  const [first = null] = values
  return values.every((value) => value === first) ? first : values
}

function mergedSignals(phases: readonly Charted[]): Record<string, number[]> {
  const merged: Record<string, number[]> = {}
  for (const { phase, signals } of phases) {
    for (const [rule, indices] of Object.entries(signals)) {
      merged[rule] = [...(merged[rule] ?? []), ...indices.map((i) => phase.from + i)]
    }
  }
  return merged
}

function mergedTracks(phases: readonly Charted[]): Partial<Record<TrackName, (number | null)[]>> {
  const names = new Set(phases.flatMap(({ drawing }) => Object.keys(drawing.tracks ?? {}) as TrackName[]))
  return Object.fromEntries(
    [...names].map((name) => [name, phases.flatMap(({ drawing }) => drawing.tracks?.[name] ?? [])]),
  )
}
