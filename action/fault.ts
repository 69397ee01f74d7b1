/** What the process says by its exit code; the command line's promise to scripts. */
export const exits = { done: 0, failed: 1, usage: 2, world: 3, refused: 4, cancelled: 130 } as const
export type Exit = (typeof exits)[keyof typeof exits]

/**
 * An expected fault on its way to the edge of the program, where it becomes words and an exit code once. Anything else
 * that is thrown is a bug.
 */
export class Fault extends Error {
  readonly code: string
  readonly exit: Exit
  readonly hint: string | null
  /** Where in the person's own text it is wrong, when that is known. */
  readonly location: FaultLocation | null

  constructor(
    code: string,
    exit: Exit,
    message: string,
    hint: string | null = null,
    location: FaultLocation | null = null,
  ) {
    super(message)
    this.name = 'Fault'
    this.code = code
    this.exit = exit
    this.hint = hint
    this.location = location
  }
}

/** 1-based line and column in a file; `path` is a JSON pointer to the value where the file is JSON. */
export interface FaultLocation {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly path: string | null
}
