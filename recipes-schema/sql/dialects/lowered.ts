import type { ParameterUse, RelationRead, SqlShape, UnseenRead } from '../parser.ts'
import { startsOfReads } from '../query/reads.ts'
import type { QueryTree } from '../query/types.ts'

/** What lowering finds on its way through a parser's tree. */
export interface Finds {
  /** Every name in a FROM, common table expressions among them. */
  readonly relations: RelationRead[]
  readonly unseen: UnseenRead[]
}

export function newFinds(): Finds {
  return { relations: [], unseen: [] }
}

/** What a dialect makes of one query. */
export interface Lowered {
  readonly dialect: string
  readonly query: QueryTree
  readonly finds: Finds
  readonly parameters: readonly ParameterUse[]
  readonly items: number | null
  readonly canonical: string
  /** Nested deeper than anybody writes: its columns are not looked at. */
  readonly tooDeep: boolean
}

/** The neutral shape of what a dialect has read. */
export function shapeOf({ dialect, query, finds, parameters, items, canonical, tooDeep }: Lowered): SqlShape {
  const starts = startsOfReads(query)
  const once = new Map(finds.relations.map((read) => [read.start, read]))
  const reads = [...once.values()].filter(({ start }) => starts.has(start)).sort((a, b) => a.start - b.start)
  const unseen = [...new Map(finds.unseen.map((one) => [one.start, one])).values()].sort((a, b) => a.start - b.start)
  return { dialect, reads, parameters, items, unseen, canonical, unread: null, tree: tooDeep ? null : query }
}
