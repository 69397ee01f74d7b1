import type { ChangeEstimate } from '../answer.ts'
import { standardise } from '../outside.ts'
import { learning } from './learning.ts'
import { type LocatedPhase, locate } from './located.ts'
import { isKnown, maturity } from './shewhart.ts'
import type { Drawing, DrawnPoint } from './types.ts'

/**
 * The two-sided tabular CUSUM in sigma units: C+ = max(0, C+ + z - k), C- likewise downwards, a signal beyond h, a head
 * start if wanted (Lucas and Crosier 1982). The run counters date the change. Drawn: the larger side, +-h around 0.
 */
export function cusum(phase: LocatedPhase): Drawing {
  const { means, sizes, count, center, sigma } = locate(phase)
  const known = isKnown(phase.options)
  const state = maturity(count, known)
  if (state === 'learning' || center === null || sigma === null || sigma === 0) {
    return { ...learning(means, count), tracks: emptyTracks(means), signals: { cusum_up: [], cusum_down: [] } }
  }
  const { h = 5 } = phase.options
  const sums = walk(
    means.map((value, i) =>
      value === null || phase.excluded[i] ? null : standardise(value, center, sigma / Math.sqrt(sizes[i] ?? 1)),
    ),
    phase.options,
  )
  const up = sums.flatMap(({ plus, there }, i) => (there && plus.sum > h + SLACK ? [i] : []))
  const down = sums.flatMap(({ minus, there }, i) => (there && minus.sum > h + SLACK ? [i] : []))
  return {
    state,
    count: known ? 0 : count,
    center,
    sigma,
    points: sums.map((step) => drawPoint(step, h)),
    notes: [{ code: 'chart.sigma_units', message: 'Points and limits are cumulative sums in sigmas around 0.' }],
    signals: { cusum_up: up, cusum_down: down },
    tracks: {
      c_plus: sums.map(({ plus }) => plus.sum),
      c_minus: sums.map(({ minus }) => minus.sum),
      n_plus: sums.map(({ plus }) => plus.length),
      n_minus: sums.map(({ minus }) => minus.length),
    },
    figures: {
      change_estimate: changeEstimate(sums, up[0], down[0], { ...phase.options, from: phase.from, center, sigma }),
    },
  }
}

/** One side: its sum, how many points it has been above zero, and the index at which it last was zero. */
interface Side {
  sum: number
  length: number
  zeroAt: number
}

interface Step {
  plus: Side
  minus: Side
  /** False for a missing or excluded point, which leaves the sums where they are. */
  there: boolean
}

function walk(zs: readonly (number | null)[], options: { k?: number; head_start?: number }): Step[] {
  const { k = 0.5, head_start = 0 } = options
  let plus: Side = { sum: head_start, length: 0, zeroAt: -1 }
  let minus: Side = { sum: head_start, length: 0, zeroAt: -1 }
  return zs.map((z, i) => {
    if (z !== null) {
      plus = advance(plus, z - k, i)
      minus = advance(minus, -z - k, i)
    }
    return { plus, minus, there: z !== null }
  })
}

function advance(side: Side, by: number, i: number): Side {
  const sum = Math.max(0, side.sum + by)
  return sum > 0 ? { sum, length: side.length + 1, zeroAt: side.zeroAt } : { sum: 0, length: 0, zeroAt: i }
}

function drawPoint({ plus, minus, there }: Step, h: number): DrawnPoint {
  const value = plus.sum >= minus.sum ? plus.sum : -minus.sum
  return { value: there ? value : null, center: 0, sigma: 1, lcl: -h, ucl: h, z: there ? value : null }
}

/** When the first signalled shift began and how large it is; null without a signal. */
function changeEstimate(
  sums: readonly Step[],
  up: number | undefined,
  down: number | undefined,
  at: { k?: number; from: number; center: number; sigma: number },
): ChangeEstimate | null {
  const first = Math.min(up ?? Number.POSITIVE_INFINITY, down ?? Number.POSITIVE_INFINITY)
  const step = sums[first]
  if (step === undefined) return null
  const rises = first === up
  const side = rises ? step.plus : step.minus
  const shift = ((at.k ?? 0.5) + side.sum / side.length) * (rises ? 1 : -1)
  return {
    first_signal: at.from + first,
    last_zero_index: at.from + side.zeroAt,
    shift_started_after_index: at.from + side.zeroAt,
    direction: rises ? 'up' : 'down',
    new_mean_estimate_sigma_units: shift,
    new_mean_estimate: at.center + shift * at.sigma,
  }
}

function emptyTracks(means: readonly unknown[]): Record<string, null[]> {
  const none = means.map(() => null)
  return { c_plus: none, c_minus: none, n_plus: none, n_minus: none }
}

const SLACK = 1e-9
