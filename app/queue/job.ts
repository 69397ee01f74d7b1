import type { Happening } from '../alerts/happening.ts'
import type { ForChannel } from '../alerts/tell.ts'
import type { RepositoryRef } from '../orders/order.ts'
import type { ProductionRun } from '../schedule/produce.ts'

/** A piece of work that survives a restart. It names what it is about; the rest is read when it is done. */
export type Job =
  /** A webhook that was stored. */
  | { readonly type: 'delivery'; readonly delivery: string }
  /** A pull request to be looked at, although nothing was said of it. */
  | {
      readonly type: 'look'
      readonly repository: RepositoryRef
      readonly pullRequest: number
      /** Unique to why it is looked at, equal when that is worked again. */
      readonly occasion: string
      readonly actor: string
    }
  /** A gate whose conditions may have changed. */
  | { readonly type: 'regate'; readonly repository: RepositoryRef; readonly pullRequest: number }
  /** An order to be started, or to be looked at again because production was busy. */
  | { readonly type: 'start'; readonly order: string }
  /** Progress to be shown on the gate. */
  | { readonly type: 'progress'; readonly order: string }
  /** A report that was stored. */
  | { readonly type: 'judge'; readonly order: string }
  /** An order of which nothing has been heard for long. */
  | { readonly type: 'reap'; readonly order: string }
  /** A recipe to be run in production. */
  | { readonly type: 'produce'; readonly run: ProductionRun }
  /** A kitchen that nobody has touched for long, by its newest order. */
  | { readonly type: 'expire'; readonly order: string }
  /** What alerts are to be told of. */
  | { readonly type: 'alert'; readonly repository: RepositoryRef; readonly happenings: readonly Happening[] }
  /** The same for one channel. */
  | ({ readonly type: 'tell'; readonly repository: RepositoryRef } & ForChannel)
  /** Deployments that wait for a verdict on a commit. */
  | { readonly type: 'answer'; readonly repository: RepositoryRef; readonly commit: string }
  /** A report that was refused: the gate has to say so. */
  | { readonly type: 'refused'; readonly order: string }

/** Work on one pull request is done one after the other, work on different ones at the same time. */
export function pullRequestKey(repositoryId: number | string, pullRequest: number): string {
  return `${repositoryId}#${pullRequest}`
}
