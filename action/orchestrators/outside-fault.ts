import { NodeFailure } from '../nodes/node.ts'

interface Facts {
  /** The status of the answer; null where there was none. */
  readonly status?: number | null
  /** Whether trying again may help. */
  readonly retryable?: boolean
  /** Whether what was asked for may have been done all the same. */
  readonly unsure?: boolean
}

/** What another program answered, or did not: told without saying which, for the driver says that once. */
export class OutsideFault extends NodeFailure {
  readonly status: number | null
  readonly unsure: boolean
  /** What the person can do. */
  readonly hint: string

  constructor(
    code: string,
    message: string,
    hint: string,
    { status = null, retryable = false, unsure = false }: Facts = {},
  ) {
    super(code, message, null, { retryable })
    this.name = 'OutsideFault'
    this.status = status
    this.unsure = unsure
    this.hint = hint
  }
}

export function isStatus(error: unknown, ...statuses: readonly number[]): error is OutsideFault {
  return error instanceof OutsideFault && error.status !== null && statuses.includes(error.status)
}
