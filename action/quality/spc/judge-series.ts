import type { ChartState, Signal } from '../../../recipes-schema/chart/types.ts'
import { split, withinNatural } from './chart.ts'
import { judgedPoints } from './judged-points.ts'
import { KINDS } from './kinds/registry.ts'
import type { DrawnPoint } from './kinds/types.ts'
import { evaluate } from './rules/evaluate.ts'
import type { Note, Series } from './series/types.ts'

export interface SeriesJudgement {
  readonly state: ChartState
  /** The last point, which is the one under judgement. */
  readonly point: DrawnPoint | null
  readonly signal: Signal | null
  readonly notes: readonly Note[]
}

/**
 * What `answer` finds about the last point of a series that is new, without drawing what came before: only that point
 * answers for itself, so only its phase is learned from and only its own limits are asked.
 */
export function judgeSeries(whole: Series): SeriesJudgement {
  const series = { ...whole, drawnFrom: whole.newFrom }
  const phase = split(series).at(-1)
  if (phase === undefined) return { state: 'learning', point: null, signal: null, notes: whole.notes }
  const drawing = withinNatural(KINDS[series.kind].draw(phase), series.options.natural, phase.drawnFrom)
  const signals = drawing.signals ?? evaluate(drawing.points, phase.excluded, ['beyond_3s'], phase.drawnFrom)
  const [judged] = judgedPoints(series, { phase, drawing, signals, notes: [] }).slice(-1)
  return {
    state: drawing.state,
    point: drawing.points.at(-1) ?? null,
    signal: judged?.signal ?? null,
    notes: [...series.notes, ...drawing.notes],
  }
}
