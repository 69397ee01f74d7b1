import { learning } from './learning.ts'
import { type LocatedPhase, locate } from './located.ts'
import { draw, isKnown, maturity, type Plotted } from './shewhart.ts'
import type { Drawing } from './types.ts'

/**
 * The exponentially weighted moving average, started at the centre, with exact limits that widen with time:
 * var(i) = lambda^2 sigma^2 / n(i) + (1 - lambda)^2 var(i-1). Missing and excluded points leave it where it is.
 */
export function ewma(phase: LocatedPhase): Drawing {
  const { means, sizes, count, center, sigma } = locate(phase)
  const known = isKnown(phase.options)
  const state = maturity(count, known)
  if (state === 'learning' || center === null || sigma === null) {
    const unlearned = learning(means, count)
    return { ...unlearned, tracks: { ewma: means.map(() => null) } }
  }
  const { lambda = 0.2, L = 3 } = phase.options
  let average = center
  let variance = 0
  const plotted = means.map((value, i): Plotted => {
    const counts = value !== null && !phase.excluded[i]
    if (counts) {
      average += lambda * (value - average)
      variance = (lambda * sigma) ** 2 / (sizes[i] ?? 1) + (1 - lambda) ** 2 * variance
    }
    const error = Math.sqrt(variance)
    const limits = { lcl: center - L * error, ucl: center + L * error }
    return { value: counts ? average : null, center, sigma, error, ...limits }
  })
  const drawing = draw(plotted, { state, count: known ? 0 : count, notes: [] })
  return { ...drawing, tracks: { ewma: plotted.map(({ value }) => value) } }
}
