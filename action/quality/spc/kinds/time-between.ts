import type { Data } from '../series/types.ts'
import { onScale } from './individuals.ts'
import { workingColumn } from './scale.ts'
import type { Drawing, Phase } from './types.ts'

/** The t chart: times between rare events, as an individuals chart of y^(1/3.6) with its limits transformed back. */
export function timeBetween(phase: Phase<Extract<Data, { type: 'values' }>>): Drawing {
  const { values } = phase.data
  return onScale(phase, workingColumn('time_between', values), values, 'time_between')
}
