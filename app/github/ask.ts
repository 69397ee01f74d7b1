import type { Octokit } from '@octokit/rest'

/** How the operations of this folder speak to one repository. */
export interface Ask {
  readonly owner: string
  readonly repo: string
  /** Our own App: what others wrote under the same name is not ours. */
  readonly appId: number
  /** Tried again when the answer got lost. */
  read<T>(request: (octokit: Octokit) => Promise<T>): Promise<T>
  /** Tried again only when `find` shows that it was not carried out. */
  write<T>(request: (octokit: Octokit) => Promise<T>, find: (octokit: Octokit) => Promise<T | null>): Promise<T>
}
