import type { Command } from 'commander'
import type { Terminal } from '../report/live.ts'

/** What a command may touch of the world. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>
  /** The folder that relative paths are meant from. */
  readonly cwd: string
  readonly out: (text: string) => void
  /** Progress and logs: never mixed with an answer. */
  readonly err: (text: string) => void
  readonly colour: boolean
  readonly signal: AbortSignal
  readonly now: () => Date
  /** What is piped in; absent where nothing can be. */
  readonly input?: () => Promise<string>
  /** Where progress may be drawn in place; absent where it goes to a file or a pipe. */
  readonly terminal?: Terminal
}

export interface GlobalOptions {
  readonly C?: string
  readonly json?: boolean
  readonly quiet?: boolean
}

/** A command's answer: what `--json` prints, what a person reads, and the exit code. */
export interface Answer {
  readonly json: unknown
  readonly text: string
  readonly exit: number
}

/** Adds one command to the program. `answer` runs its work and prints what comes of it. */
export type AddCommand = (program: Command, io: Io, answer: (command: Command, work: Work) => Promise<void>) => void

export type Work = (folder: string, io: Io) => Promise<Answer>
