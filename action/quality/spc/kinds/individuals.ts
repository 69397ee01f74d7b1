import { type IndividualsLimits, individualsLimits, predictedLimits } from '../individuals-limits.ts'
import { nullable } from '../present.ts'
import type { Data, Note, Options } from '../series/types.ts'
import { stateOf } from '../state.ts'
import { estimateFor } from './estimate.ts'
import { learning } from './learning.ts'
import { outer } from './outer.ts'
import { back, differences, forth, type Scale, workingColumn } from './scale.ts'
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
  const working = workingColumn(scale, values)
  const plotted = difference ? differences(working) : working
  const shown = difference ? [...plotted].map((value) => (Number.isNaN(value) ? null : back(scale, value))) : values
  if (season !== undefined) return seasonal(phase, season, plotted, shown, scale)
  return onScale(phase, plotted, shown, scale)
}

/**
 * An individuals chart whose limits are computed on one scale and shown on another: `working` are the values to
 * compute with (NaN where one is missing), `shown` those that people see.
 */
export function onScale(phase: Phase, working: Float64Array, shown: readonly (number | null)[], scale: Scale): Drawing {
  const { options, inBaseline } = phase
  const baseline = new Float64Array(working.length)
  let count = 0
  for (let i = 0; i < baseline.length; i++) {
    const value = inBaseline[i] ? (working[i] ?? Number.NaN) : Number.NaN
    baseline[i] = value
    if (!Number.isNaN(value)) count++
  }
  const known = isKnown(options)
  const limits = limitsFor(phase, baseline, scale)
  if (limits === null) return learning(shown, count)
  const { center, sigma, lcl, ucl, basis } = limits
  const plain = { center: back(scale, center), sigma, lcl: back(scale, lcl), ucl: back(scale, ucl) }
  const drawing = drawEach(
    phase,
    (i) => ({ value: shown[i] ?? null, working: working[i] ?? Number.NaN, workingCenter: center, ...plain }),
    { state: maturity(count, known), count: known ? 0 : count, notes: notesOn(basis, count, options) },
  )
  return {
    ...drawing,
    dependent: basis === 'wide',
    ...(scale === 'none' ? {} : { figures: { transformed: { center, sigma, lcl, ucl } } }),
  }
}

function limitsFor({ options, judging }: Phase, baseline: Float64Array, scale: Scale): IndividualsLimits | null {
  const { target, sigma, sigmas = 3, center_from, sigma_from } = options
  if (options.limits === 'prediction' && target === undefined && sigma === undefined)
    return predictedLimits(baseline, sigmas)
  return individualsLimits(nullable(baseline), {
    judging,
    sigmas,
    ...(target === undefined ? {} : { target: forth(scale, target) }),
    ...(sigma === undefined ? {} : { sigma }),
    ...(center_from === undefined ? {} : { centerFrom: center_from }),
    ...(sigma_from === undefined ? {} : { sigmaFrom: estimateFor(sigma_from) }),
  })
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
