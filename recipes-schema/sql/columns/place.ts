import type { Traits } from '../dialects/traits.ts'
import type { Table } from '../query/types.ts'
import type { Draft } from './part.ts'
import type { Relation } from './relation.ts'
import type { Scope } from './scope.ts'

/** The common table expressions in sight, by folded name; null for one that cannot be told yet. */
export type Ctes = ReadonlyMap<string, Relation | null>

/** What the analysis of one query shares. */
export interface Analysis {
  readonly traits: Traits
  /** The relation that a name in FROM reads; null when no node or source is read there. */
  readonly readAt: (table: Table) => Relation | null
  /** Set to false by whatever leaves the engine a choice. */
  repeatable: boolean
}

/** Where an expression stands. */
export interface Place {
  readonly analysis: Analysis
  readonly scope: Scope
  readonly ctes: Ctes
  /** The part that takes in what the expression uses. */
  readonly into: Draft
}
