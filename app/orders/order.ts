import type { Order } from '../../recipes-schema/order/types.ts'
import type { Plan } from '../../recipes-schema/plan/types.ts'
import type { Report } from '../../recipes-schema/report/types.ts'
import type { OrderState } from './state.ts'

/** The repository that something belongs to, with all that is needed to act in it. */
export interface RepositoryRef {
  readonly id: number
  readonly ownerId: number
  readonly owner: string
  readonly name: string
  readonly installationId: number
  readonly defaultBranch: string
}

/** A test or measure that a plan expects to hear of, as the recipe has it: a runner cannot soften or drop it. */
export interface WantedTest {
  readonly name: string
  readonly severity: 'log' | 'warning' | 'stop'
  /** The kitchen may not be able to answer it: it sees a part of the data, or production has nothing to compare with. */
  readonly mayBeLeftOut?: true
}

/** A node that the plan wants run or checked, with the place where the recipe declares it. */
export interface WantedNode {
  readonly recipe: string
  readonly node: string
  readonly run: boolean
  readonly file: string
  readonly line: number
  readonly tests: readonly WantedTest[]
  readonly measures: readonly string[]
  /** Its recipe may leave it out of an order, or what it stands on: by a condition, as an outside effect, by tolerance. */
  readonly mayBeLeftAlone?: boolean
}

/** Why a kitchen is removed. */
export type Removal = 'closed' | 'idle' | 'asked'

/** What never changes about an order. */
export interface OrderContent extends Order {
  readonly repository: RepositoryRef
  /** Null for a removal. */
  readonly plan: Plan | null
  readonly wanted: readonly WantedNode[]
  /** The head is a fork's: it runs by the workflow for forks. */
  readonly fork?: true
  /** It is about what a merge queue is about to merge, on top of what is before it in the queue. */
  readonly mergeGroup?: true
  /** Of a removal. */
  readonly removal?: Removal
  /** The pull request's title. */
  readonly title: string
}

export interface Progress {
  readonly total: number
  readonly done: number
  readonly failed: number
  readonly now: string | null
  /** How often it was shown, and when last, in ms since 1970. */
  readonly shown: number
  readonly shownAt: number
}

/** Ids on GitHub of what was written for the order. */
export interface Written {
  readonly gate?: string
  /** Of the words on it, where they may change after the verdict. */
  readonly gateHash?: string
  readonly deployment?: string
  /** The moment of the lock that it was said to wait for. */
  readonly held?: string
}

export interface StoredOrder {
  readonly content: OrderContent
  readonly state: OrderState
  readonly revision: number
  readonly report: Report | null
  readonly progress: Progress | null
  readonly written: Written
  readonly createdAt: Date
}

/**
 * An order's id from a hash of what it is for, so that asking twice makes one order. It stands in run names and URLs:
 * lower case, 80 bits.
 */
export function orderId(hash: string): string {
  const number = BigInt(`0x${hash.slice(0, 20)}`)
  return `order-${number.toString(32).padStart(16, '0')}`
}

/** An order about one commit that nothing is planned for (yet): a removal, or the frame of a promotion. */
export function unplannedOrder(
  of: Pick<OrderContent, 'id' | 'kind' | 'environment' | 'repository' | 'pull_request' | 'actor' | 'title'>,
  commit: string,
): OrderContent {
  const commits = { head: commit, base: commit, merge_base: commit }
  return { ...of, ...commits, plan_digest: null, force: [], plan: null, wanted: [] }
}
