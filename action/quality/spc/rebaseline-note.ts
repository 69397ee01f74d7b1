import { leastSquaresSplit } from './change-point.ts'
import type { DrawnPoint } from './kinds/types.ts'
import { run } from './rules/run.ts'
import type { Note } from './series/types.ts'

/** A note with the index from which new limits would fit. */
export interface RebaselineNote extends Note {
  readonly code: 'chart.rebaseline_proposed'
  readonly from: number
}

/**
 * Propose a rebaseline when the phase ends in a sustained run of eight or more on one side of its centre: the level has
 * moved and stayed. Only proposed: starting a new phase is a person's recorded decision.
 */
export function rebaselineNote(
  points: readonly DrawnPoint[],
  excluded: readonly boolean[],
  offset: number,
): RebaselineNote | null {
  const there = points.flatMap(({ value, z }, index) =>
    value === null || z === null || excluded[index] ? [] : [{ value, z, index }],
  )
  if (run(8)(there).at(-1) !== there.length - 1 || there.length === 0) return null
  const split = leastSquaresSplit(there.map(({ value }) => value))
  const start = split === null ? undefined : there[split]?.index
  if (start === undefined) return null
  const message = `The level has moved and stayed: new limits from point ${offset + start} on would fit, if the change is meant.`
  return { code: 'chart.rebaseline_proposed', message, from: offset + start }
}
