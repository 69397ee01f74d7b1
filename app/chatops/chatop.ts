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

export type Need = 'read' | PermissionName

export interface Chatop {
  readonly name: string
  /** After `/kitchen `, for the help. */
  readonly usage: string
  readonly does: string
  /** `read`: everybody who sees the pull request; else who the default branch's galley.yaml allows it. */
  readonly needs: Need | ((galley: Galley, asked: Asked) => Promise<Need>)
  /** Who may, for the help, where that depends. */
  readonly who?: string
  /** The flags that it knows. */
  readonly flags?: readonly string[]
  /** The recipes that it touches, none for all of production; null or absent: those that the pull request changes. */
  readonly touches?: (words: Command['words'], flags: Command['flags']) => readonly string[] | null
  /** Answers in Markdown. */
  readonly answer: (galley: Galley, asked: Asked, command: Pick<Command, 'words' | 'flags'>) => Promise<string>
}
