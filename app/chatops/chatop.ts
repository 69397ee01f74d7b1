import type { Galley } from '../galley.ts'
import type { RepositoryRef } from '../orders/order.ts'
import type { PermissionName } from '../policy/permissions.ts'
import type { Command } from './parse.ts'

/** Who asked, where, and by which delivery. */
export interface Asked {
  readonly id: string
  readonly repository: RepositoryRef
  readonly pullRequest: number
  readonly actor: string
}

export interface Chatop {
  readonly name: string
  /** After `/kitchen `, for the help. */
  readonly usage: string
  readonly does: string
  /** `read`: everybody who sees the pull request; else who the default branch's galley.yaml allows it. */
  readonly needs: 'read' | PermissionName
  /** The flags that it knows. */
  readonly flags?: readonly string[]
  /** What it touches is not the pull request's own change but these recipes; none for all of production. */
  readonly touches?: (words: readonly string[]) => readonly string[]
  /** Answers in Markdown. */
  readonly answer: (galley: Galley, asked: Asked, command: Pick<Command, 'words' | 'flags'>) => Promise<string>
}
