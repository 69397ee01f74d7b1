import { individualsLimits } from '../individuals-limits.ts'
import { countPresent } from '../present.ts'
import type { Data, Note, Options } from '../series/types.ts'
import { stateOf } from '../state.ts'
import { estimateFor } from './estimate.ts'
import { learning } from './learning.ts'
import { outer } from './outer.ts'
import { back, differences, forth, type Scale } from './scale.ts'
import { seasonal } from './seasonal.ts'
import { drawEach, isKnown, maturity } from './shewhart.ts'
import type { Drawing, Phase } from './types.ts'

/** The individuals chart (XmR's X): one value a point, on its own scale, its logarithms or its first differences. */
export function individuals(phase: Phase<Extract<Data, { type: 'values' }>>): Drawing {
  const { transform } = phase.options
  if (transform === 'either') return outer(onOne(phase, 'none'), onOne(phase, 'log'), phase.drawnFrom)
  return onOne(phase, transform === 'log' ? 'log' : 'none')
}

function onOne(phase: Phase<Extract<Data, { type: 'values' }>>, scale: Scale): Drawing {
  const { difference, season } = phase.options
  const { values } = phase.data
  const working = scale === 'none' ? values : values.map((value) => (value === null ? null : forth(scale, value)))
  const plotted = difference ? differences(working) : working
  const shown = difference ? plotted.map((value) => (value === null ? null : back(scale, value))) : phase.data.values
  if (season !== undefined) return seasonal(phase, season, plotted, shown, scale)
  return onScale(phase, plotted, shown, scale)
}

/**
 * An individuals chart whose limits are computed on one scale and shown on another: `working` are the values to
 * compute with, `shown` those that people see.
 */
export function onScale(
  phase: Phase,
  working: readonly (number | null)[],
  shown: readonly (number | null)[],
  scale: Scale,
): Drawing {
  const { options, judging } = phase
  const baseline = working.map((value, i) => (phase.inBaseline[i] ? value : null))
  const count = countPresent(baseline)
  const known = isKnown(options)
  const target = options.target === undefined ? undefined : forth(scale, options.target)
  const limits = individualsLimits(baseline, {
    judging,
    sigmas: options.sigmas ?? 3,
    predict: options.limits === 'prediction',
    ...(target === undefined ? {} : { target }),
    ...(options.sigma === undefined ? {} : { sigma: options.sigma }),
    ...(options.center_from === undefined ? {} : { centerFrom: options.center_from }),
    ...(options.sigma_from === undefined ? {} : { sigmaFrom: estimateFor(options.sigma_from) }),
  })
  if (limits === null) return learning(shown, count)
  const { center, sigma, lcl, ucl, basis } = limits
  const plain = { center: back(scale, center), sigma, lcl: back(scale, lcl), ucl: back(scale, ucl) }
  const drawing = drawEach(
    phase,
    (i) => ({ value: shown[i] ?? null, working: working[i] ?? null, workingCenter: center, ...plain }),
    { state: maturity(count, known), count: known ? 0 : count, notes: notesOn(basis, count, options) },
  )
  return {
    ...drawing,
    dependent: basis === 'wide',
    ...(scale === 'none' ? {} : { figures: { transformed: { center, sigma, lcl, ucl } } }),
  }
}

function notesOn(basis: string, count: number, options: Options): Note[] {
  if (basis === 'prediction' && stateOf(count) === 'established') return []
  if (basis === 'prediction') {
    const message = `Provisional: exact prediction limits from ${count} points; a signal only warns.`
    return [{ code: 'chart.provisional', message }]
  }
  if (basis === 'wide') {
    const message =
      options.limits === 'prediction'
        ? 'Neighbouring points resemble each other: the limits are wider for it, and run rules are off.'
        : 'Neighbouring points resemble each other: limits use the standard deviation, and run rules are off unless asked for.'
    return [{ code: 'chart.autocorrelated', message }]
  }
  if (basis !== 'constant') return []
  return [{ code: 'chart.constant', message: 'Every baseline value is the same: any other value is a change.' }]
}
