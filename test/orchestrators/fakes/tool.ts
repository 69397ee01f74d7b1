import type { Orchestrator } from '../../../action/orchestrators/orchestrator.ts'
import type { Asked, FakeServer } from './server.ts'

/** A strict fake of one tool, as the table of faults needs it. */
export interface FakeTool {
  readonly server: FakeServer
  /** A client of it, new each time: as another process would have. */
  open(options?: Readonly<Record<string, unknown>>): Orchestrator
  /** How many runs were ever begun. */
  begun(): number
  /** The states that the next run goes through, one a look; the last one stays. In the tool's words. */
  course: string[]
  readonly words: {
    readonly running: string
    readonly succeeded: string
    readonly failed: string
    readonly cancelled: string
  }
  readonly isStart: (asked: Asked) => boolean
  readonly isLook: (asked: Asked) => boolean
  readonly isCancel: (asked: Asked) => boolean
  /** Makes the runs that are under way end well. */
  finish(): void
  /** Deletes all runs. */
  remove(): void
  /** Makes all tokens that were given invalid. */
  expire(): void
  /** A log of about so many characters for the first child. */
  log(length: number): void
  /** Options that the subject refuses. */
  readonly badOptions: Readonly<Record<string, unknown>>
  /** The user may look and not start. */
  demote(): void
}
