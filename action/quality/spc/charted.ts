import type { Drawing, Phase } from './kinds/types.ts'
import type { Note } from './series/types.ts'

/** One phase with its limits and what the rules found in it. */
export interface Charted {
  readonly phase: Phase
  readonly drawing: Drawing
  /** Indices within the phase. */
  readonly signals: Readonly<Record<string, readonly number[]>>
  readonly notes: readonly Note[]
}
