import type { Signal } from '../../../recipes-schema/chart/types.ts'
import type { ChartAnswer } from './answer.ts'
import type { Charted } from './charted.ts'
import { KINDS } from './kinds/registry.ts'
import type { DrawnPoint } from './kinds/types.ts'
import { beyondMessage, constantMessage, patternMessage, type SignalFacts } from './messages.ts'
import { outside } from './outside.ts'
import type { Series } from './series/types.ts'

/**
 * The points under judgement: all outside the baseline that are not excluded, each with its gravest finding. A `new`
 * point answers only for itself: a run is mostly the history's doing and is not held against it.
 */
export function judgedPoints(series: Series, { phase, drawing, signals }: Charted): ChartAnswer['judged'] {
  const mayFail = drawing.state === 'established' && !KINDS[series.kind].onlyWarns
  return drawing.points.slice(phase.drawnFrom).flatMap((point, k) => {
    const i = phase.drawnFrom + k
    const index = phase.from + i
    if (phase.inBaseline[i] || phase.excluded[i]) return []
    const rules = Object.keys(signals).filter((rule) => signals[rule]?.includes(i))
    const rule = gravest(rules, index >= series.newFrom)
    const signal = rule === null ? null : signalOf(rule, point, { count: drawing.count, noun: series.noun }, mayFail)
    return [{ index, value: point.value, signal }]
  })
}

/** Findings about the point itself come first, then those about its neighbourhood. */
const OWN = ['constant_changed', 'beyond_3s', 'cusum_up', 'cusum_down']

function gravest(rules: readonly string[], isNew: boolean): string | null {
  return OWN.find((rule) => rules.includes(rule)) ?? (isNew ? null : (rules[0] ?? null))
}

function signalOf(
  rule: string,
  point: DrawnPoint,
  learned: Pick<SignalFacts, 'count' | 'noun'>,
  mayFail: boolean,
): Signal | null {
  const { value, center, lcl, ucl, z } = point
  if (value === null || center === null) return null
  const facts: SignalFacts = { value, center, sigma: spread(point), ...learned }
  const severity = mayFail && (rule === 'beyond_3s' || rule === 'constant_changed') ? 'fail' : 'warn'
  if (rule === 'constant_changed') return { rule, z: null, message: constantMessage(facts), severity }
  const side = lcl === null || ucl === null ? null : outside(value, lcl, ucl)
  if (rule !== 'beyond_3s' || side === null) return { rule, z, message: patternMessage(rule, facts), severity }
  return { rule, z, message: beyondMessage(facts, side, side === 'below' ? (lcl ?? 0) : (ucl ?? 0)), severity }
}

/** The difference that matters when numbers are written down: a sixth of the limits' width on the scale people see. */
function spread({ lcl, ucl, sigma }: DrawnPoint): number {
  return lcl !== null && ucl !== null ? (ucl - lcl) / 6 : (sigma ?? 0)
}
