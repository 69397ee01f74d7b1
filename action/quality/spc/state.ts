import type { ChartState } from '../../../recipes-schema/chart/types.ts'

/** Fewer points than this and a chart only watches. */
export const LEARNING_BELOW = 8
/** From this many points on, three-sigma limits from moving ranges can be trusted. */
export const ESTABLISHED_FROM = 20

/** A chart's maturity by the number of baseline points behind its limits. */
export function stateOf(baselineCount: number): ChartState {
  if (baselineCount < LEARNING_BELOW) return 'learning'
  return baselineCount < ESTABLISHED_FROM ? 'provisional' : 'established'
}
