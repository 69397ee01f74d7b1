import { randomBytes } from 'node:crypto'
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
}

/** What never changes about an order. */
export interface OrderContent extends Order {
  readonly repository: RepositoryRef
  /** Null for a removal. */
  readonly plan: Plan | null
  readonly wanted: readonly WantedNode[]
  /** Where a promotion's words go, and a kitchen's checks: the pull request's title for texts. */
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
  readonly deployment?: string
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

/** Ids stand in run names and URLs: short, lower case, 80 random bits (16 letters of 32). */
export function newOrderId(): string {
  return `order-${[...randomBytes(16)].map((byte) => 'abcdefghijkmnpqrstuvwxyz23456789'[byte & 31]).join('')}`
}
