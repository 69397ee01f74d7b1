import type { Note } from '../series/types.ts'
import { LEARNING_BELOW } from '../state.ts'
import type { Drawing, DrawnPoint } from './types.ts'

/** A phase with too few points: everything is shown, nothing is judged. */
export function learning(values: readonly (number | null)[], count: number, notes: readonly Note[] = []): Drawing {
  const reason: Note =
    count === 0
      ? { code: 'chart.no_history', message: 'There is no history yet, so there are no limits.' }
      : {
          code: 'chart.learning',
          message: `Learning: ${count} of the ${LEARNING_BELOW} points that the first limits need.`,
        }
  return {
    state: 'learning',
    count,
    center: null,
    sigma: null,
    points: values.map(withoutLimits),
    notes: notes.length > 0 ? notes : [reason],
  }
}

/** A point that has no limits of its own. */
export function withoutLimits(value: number | null): DrawnPoint {
  return { value, center: null, sigma: null, lcl: null, ucl: null, z: null }
}
