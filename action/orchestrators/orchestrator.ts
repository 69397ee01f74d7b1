import type { NodeChild } from '../../recipes-schema/report/types.ts'

/** How a run stands, in Galley's words. */
export type RunState = 'running' | 'succeeded' | 'failed' | 'cancelled'

/** What a run is called: the same for the same order, node and number, whoever asks and how often. */
export interface RunKey {
  readonly id: string
  readonly order: string
  readonly node: string
  /** 1 for the order's first run of the node; more where a run failed and its tool begins anew. */
  readonly number: number
}

/** A run that exists. */
export interface Handle {
  /** As the tool calls it. */
  readonly id: string
  /** Where a person looks at it. */
  readonly url: string
}

/** A part of a run: a task, a job, an operation. `word` is its state in the tool's own words. */
export interface Child extends NodeChild {
  /** What its log is asked for by; null: it has none (yet). */
  readonly log: string | null
}

/** How a run stands. */
export interface Look {
  /** The tool's own word. */
  readonly word: string
  /** Null where nobody knows what the word means: then nothing is sure, least of all a success. */
  readonly state: RunState | null
  /** What the tool says of it; null: nothing. */
  readonly message: string | null
  readonly children: readonly Child[]
}

export interface LogPart {
  readonly lines: readonly string[]
  /** Where the next part begins; null: there is no more for now and the same place is asked again. */
  readonly next: string | null
}

/**
 * How a run is known again after an answer was lost. `own_id`: it has our id, and asking twice starts one. `look_up`: it
 * can be found, but asking twice would start two. `unsure`: what is found may be somebody else's.
 */
export type Knows = 'own_id' | 'look_up' | 'unsure'

/**
 * One tool, asked for one run of one thing (a DAG, a folder, a job). Every call throws an OutsideFault for what a tool may
 * answer or the network may do; what to make of it, when to ask again and when to stop is the driver's.
 */
export interface Orchestrator {
  /** "Airflow". */
  readonly tool: string
  /** "the DAG nightly". */
  readonly subject: string
  /** Where a person finds the subject. */
  readonly url: string
  readonly knows: Knows
  /** How long after the end of a run its logs may still arrive, in milliseconds; absent: they are there by then. */
  readonly lateLogs?: number
  /** Makes sure that a run can be started: reachable, allowed, there, not paused. Gives what it has found, e.g. a version. */
  preflight(signal: AbortSignal): Promise<readonly string[]>
  /** The run of that key; null where there is none. Throws for what cannot be told. */
  find(key: RunKey, signal: AbortSignal): Promise<Handle | null>
  start(key: RunKey, signal: AbortSignal): Promise<Handle>
  look(run: Handle, signal: AbortSignal): Promise<Look>
  /** A part of a child's log from a place on; absent where the tool gives none. */
  readLog?(run: Handle, child: Child, from: string | null, signal: AbortSignal): Promise<LogPart>
  /** What the run left, by the names of the recipe. */
  outputs(run: Handle, look: Look, signal: AbortSignal): Promise<Readonly<Record<string, string>>>
  cancel(run: Handle, signal: AbortSignal): Promise<void>
  /** Runs again what failed of a failed run; null where that would leave something out. Absent: the tool cannot. */
  retry?(run: Handle, look: Look, signal: AbortSignal): Promise<Handle | null>
}

/** A table of a tool's words, in small letters; a word that is not in it is known to nobody. */
export type StateTable<S extends string = RunState> = Readonly<Record<string, S>>

export function stateOf<S extends string>(table: StateTable<S>, word: string | null | undefined): S | null {
  const known = (word ?? '').toLowerCase()
  return Object.hasOwn(table, known) ? (table[known] ?? null) : null
}

export function isOver(state: RunState): boolean {
  return state !== 'running'
}
