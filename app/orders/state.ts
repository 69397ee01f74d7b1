import type { Verdict } from '../../recipes-schema/report/types.ts'

/**
 * An order's life. Each state holds what is true from then on.
 *
 *   requested ──▶ dispatched ──▶ claimed ──▶ running ──▶ reported ──▶ judged
 *       │             │             │           │            │
 *       │             │             └───────────┴── the run is started again: claimed, attempt + 1
 *       │             │             │           │
 *       ├─────────────┼─────────────┼───────────┼──▶ superseded   a newer order took its place
 *       ├─────────────┼─────────────┼───────────┼──▶ failed       GitHub refused, or the runner ended without a report
 *       │             │             ├───────────┴──▶ refused      a report that is not this order's
 *
 * `failed` after a runner's death is not quite the end: who starts the same run again claims the order again.
 */
export type OrderState =
  | { readonly status: 'requested' }
  | { readonly status: 'dispatched'; readonly run: Run }
  | { readonly status: 'claimed'; readonly run: Run; readonly attempt: number; readonly tokenHash: string }
  | {
      readonly status: 'running'
      readonly run: Run
      readonly attempt: number
      readonly tokenHash: string
      /** The number that the next event has to have. */
      readonly nextEvent: number
    }
  | { readonly status: 'reported'; readonly run: Run; readonly attempt: number; readonly tokenHash: string }
  | { readonly status: 'judged'; readonly run: Run; readonly verdict: Verdict; readonly tokenHash: string }
  | { readonly status: 'superseded'; readonly run: Run | null; readonly by: string }
  | {
      readonly status: 'failed'
      readonly run: Run | null
      readonly attempt: number
      readonly code: FailureCode
      readonly message: string
    }
  | { readonly status: 'refused'; readonly run: Run; readonly code: RefusalCode; readonly message: string }

export interface Run {
  /** Run ids may pass 2^53: kept as text. */
  readonly id: string
  readonly url: string
}

export type FailureCode = 'workflow_missing' | 'dispatch_refused' | 'runner_ended' | 'stuck'
export type RefusalCode = 'other_order' | 'other_head' | 'other_digest' | 'not_a_report'

export type Transition =
  | { readonly type: 'dispatched'; readonly run: Run }
  | { readonly type: 'claimed'; readonly attempt: number; readonly tokenHash: string }
  | { readonly type: 'events'; readonly first: number; readonly count: number }
  | { readonly type: 'reported' }
  | { readonly type: 'judged'; readonly verdict: Verdict }
  | { readonly type: 'superseded'; readonly by: string }
  /** `attempt`: the run attempt that ended; a newer one may have claimed the order since. */
  | { readonly type: 'failed'; readonly code: FailureCode; readonly message: string; readonly attempt?: number }
  | { readonly type: 'refused'; readonly code: RefusalCode; readonly message: string }

export type Moved =
  /** The state to store. */
  | { readonly type: 'moved'; readonly state: OrderState }
  /** It has happened already: nothing to do, and nothing wrong. */
  | { readonly type: 'already' }
  | { readonly type: 'refused'; readonly code: 'not_ready' | 'claimed' | 'closed' | 'gap'; readonly message: string }

/** What a transition does to a state. Pure and total: every pair of state and transition has an answer. */
export function move(state: OrderState, transition: Transition): Moved {
  switch (transition.type) {
    case 'dispatched':
      return state.status === 'requested' ? moved({ status: 'dispatched', run: transition.run }) : already
    case 'claimed':
      return claim(state, transition.attempt, transition.tokenHash)
    case 'events':
      return events(state, transition.first, transition.count)
    case 'reported':
      if (state.status === 'reported' || state.status === 'judged') return already
      if (state.status !== 'claimed' && state.status !== 'running') return closed(state)
      return moved({ status: 'reported', run: state.run, attempt: state.attempt, tokenHash: state.tokenHash })
    case 'judged':
      if (state.status !== 'reported') return state.status === 'judged' ? already : closed(state)
      return moved({ status: 'judged', run: state.run, verdict: transition.verdict, tokenHash: state.tokenHash })
    case 'superseded':
      if (!isOpen(state)) return already
      return moved({ status: 'superseded', run: runOf(state), by: transition.by })
    case 'failed':
      // A report that has arrived is judged, whatever becomes of the runner afterwards.
      if (!isOpen(state) || (state.status === 'reported' && transition.code !== 'stuck')) return already
      if (transition.attempt !== undefined && transition.attempt < attemptOf(state)) return already
      return moved({
        status: 'failed',
        run: runOf(state),
        attempt: attemptOf(state),
        code: transition.code,
        message: transition.message,
      })
    case 'refused':
      if (state.status !== 'claimed' && state.status !== 'running') return isOpen(state) ? closed(state) : already
      return moved({ status: 'refused', run: state.run, code: transition.code, message: transition.message })
  }
}

/** True until the order has an end. */
export function isOpen(state: OrderState): boolean {
  return openStatuses.includes(state.status)
}

export const openStatuses: readonly OrderState['status'][] = [
  'requested',
  'dispatched',
  'claimed',
  'running',
  'reported',
]

export function runOf(state: OrderState): Run | null {
  return state.status === 'requested' ? null : state.run
}

function claim(state: OrderState, attempt: number, tokenHash: string): Moved {
  switch (state.status) {
    case 'requested':
      return { type: 'refused', code: 'not_ready', message: 'The run of this order is not known yet.' }
    case 'dispatched':
      return moved({ status: 'claimed', run: state.run, attempt, tokenHash })
    case 'claimed':
    case 'running':
      if (attempt > state.attempt) return moved({ status: 'claimed', run: state.run, attempt, tokenHash })
      return { type: 'refused', code: 'claimed', message: 'This order has been claimed already.' }
    case 'failed':
      if (state.code === 'runner_ended' && state.run !== null && attempt > state.attempt)
        return moved({ status: 'claimed', run: state.run, attempt, tokenHash })
      return closed(state)
    case 'reported':
    case 'judged':
    case 'superseded':
    case 'refused':
      return closed(state)
  }
}

/** Events count from 0. What was seen before is ignored, a gap is refused, so that progress never runs backwards. */
function events(state: OrderState, first: number, count: number): Moved {
  if (state.status !== 'claimed' && state.status !== 'running') return closed(state)
  const next = state.status === 'running' ? state.nextEvent : 0
  if (first > next) {
    return { type: 'refused', code: 'gap', message: `Event ${next} is missing: the batch begins with ${first}.` }
  }
  if (first + count <= next) return already
  const { run, attempt, tokenHash } = state
  return moved({ status: 'running', run, attempt, tokenHash, nextEvent: first + count })
}

function attemptOf(state: OrderState): number {
  return 'attempt' in state ? state.attempt : 0
}

function moved(state: OrderState): Moved {
  return { type: 'moved', state }
}

const already: Moved = { type: 'already' }

function closed(state: OrderState): Moved {
  return { type: 'refused', code: 'closed', message: `The order is ${state.status}.` }
}
