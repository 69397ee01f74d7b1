import type { Galley } from '../galley.ts'
import type { RepositoryRef } from '../orders/order.ts'

/** Who asked, where, and by which delivery. */
export interface Asked {
  readonly id: string
  readonly repository: RepositoryRef
  readonly pullRequest: number
  readonly comment: number
  readonly actor: string
}

export interface Chatop {
  readonly name: string
  /** After `/kitchen `, for the help. */
  readonly usage: string
  readonly does: string
  /** What the person has to be allowed in the repository at that moment. */
  readonly needs: 'read' | 'write'
  /** Answers in Markdown. */
  readonly answer: (galley: Galley, asked: Asked, words: readonly string[]) => Promise<string>
}
