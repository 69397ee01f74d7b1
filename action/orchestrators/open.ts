import type { Orchestrator } from './orchestrator.ts'

/** What a tool needs to know to be asked for one run. */
export interface Outside {
  /** The kind's own options, evaluated; in a kitchen those of the sandbox. */
  readonly options: Readonly<Record<string, unknown>>
  /** The values of `with`. */
  readonly parameters: Readonly<Record<string, string | number | boolean>>
  /** The settings of the connection, evaluated: some of them are secret. */
  readonly settings: Readonly<Record<string, string>>
  /** The environment variables that commands may see. */
  readonly environment: Readonly<Record<string, string>>
}

export type OpenOutside = (outside: Outside) => Orchestrator
