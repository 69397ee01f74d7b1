import type { Draft } from './part.ts'
import type { Relation } from './relation.ts'
import type { Scope } from './scope.ts'
import type { Tree } from './tree.ts'

/** The common table expressions in sight, by name in lower case. */
export type Ctes = ReadonlyMap<string, Relation>

/** What the analysis of one query shares. */
export interface Query {
  /** The relation that a name in FROM reads; null when no node or source is read there. */
  readonly readAt: (table: Tree) => Relation | null
  /** The query inside another: a common table expression's, a subquery's. */
  readonly inner: (node: Tree, outer: Scope | null, ctes: Ctes) => Relation
  /** Set to false by whatever leaves the engine a choice. */
  repeatable: boolean
}

/** Where an expression stands. */
export interface Place {
  readonly query: Query
  readonly scope: Scope
  readonly ctes: Ctes
  /** The part that takes in what the expression uses. */
  readonly into: Draft
  /** True in the arguments of an aggregate function. */
  readonly inAggregate?: boolean
  /** True in the arguments of a function that names fields after them. */
  readonly namesFields?: boolean
  /** The parameters of the lambdas around it. */
  readonly bound?: ReadonlySet<string>
}
