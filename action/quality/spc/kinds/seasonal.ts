import { mean, squares } from '../numeric/moments.ts'
import { seasonalWidth } from '../prediction-width.ts'
import { ESTABLISHED_FROM } from '../state.ts'
import { learning } from './learning.ts'
import { back, type Scale } from './scale.ts'
import { draw, maturity } from './shewhart.ts'
import type { Drawing, Phase } from './types.ts'

/** Full cycles that a season needs before its pattern is believed. */
const CYCLES = 3

/**
 * An individuals chart that knows a season (7: the days of the week): each position has its own centre, and
 * sigma^2 = SSE / (N - season). Position is the index in the whole series, so phases keep in step.
 */
export function seasonal(
  phase: Phase,
  season: number,
  working: readonly (number | null)[],
  shown: readonly (number | null)[],
  scale: Scale,
): Drawing {
  const cycles = byPosition(phase, season, working)
  const count = cycles.reduce((sum, values) => sum + values.length, 0)
  if (cycles.some((values) => values.length < CYCLES) || count <= season) {
    const message = `Learning: a season of ${season} needs ${CYCLES} full cycles of history.`
    return learning(shown, count, [{ code: 'chart.season_too_short', message }])
  }
  const centers = cycles.map((values) => mean(values) ?? 0)
  const error = cycles.reduce((sum, values, position) => sum + squares(values, centers[position] ?? 0), 0)
  const sigma = phase.options.sigma ?? Math.sqrt(error / (count - season))
  const state = maturity(count, false)
  return draw(
    working.map((value, i) => {
      const position = (phase.from + i) % season
      const center = centers[position] ?? 0
      const ofThisPosition = cycles[position]?.length ?? CYCLES
      const predict = phase.judging && count < ESTABLISHED_FROM
      const width = predict ? seasonalWidth(count - season, ofThisPosition) : 3
      return {
        value: shown[i] ?? null,
        center: back(scale, center),
        sigma,
        lcl: back(scale, center - width * sigma),
        ucl: back(scale, center + width * sigma),
        working: value,
        workingCenter: center,
      }
    }),
    { state, count, notes: [{ code: 'chart.seasonal', message: `Each of ${season} positions has its own centre.` }] },
  )
}

function byPosition(phase: Phase, season: number, working: readonly (number | null)[]): number[][] {
  const cycles: number[][] = Array.from({ length: season }, () => [])
  working.forEach((value, i) => {
    if (value !== null && phase.inBaseline[i]) cycles[(phase.from + i) % season]?.push(value)
  })
  return cycles
}
