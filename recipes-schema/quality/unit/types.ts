import type { NodeId, SqlNode } from '../../recipe/types.ts'
import type { Place } from '../../text/diagnostic.ts'
import type { Scalar } from '../../written/types.ts'

export type Cell = Scalar | null | readonly unknown[] | Readonly<Record<string, unknown>>
export type UnitRow = Readonly<Record<string, Cell>>

/** Rows as a test gives them: in the file itself, or in a file beside it (a path from the repository's root). */
export interface Given {
  readonly rows: readonly UnitRow[]
  readonly file: string | null
  /** The columns that there are besides those of the rows, and the types that are given; null: to be told from values. */
  readonly columns: Readonly<Record<string, string | null>>
}

export interface Expected {
  /** Null: rows are not looked at. */
  readonly rows: readonly UnitRow[] | null
  readonly file: string | null
  readonly ordered: boolean
  readonly key: readonly string[]
  readonly tolerance: number | null
  readonly count: number | null
  /** The words that the error has to have; null: there must be none. */
  readonly error: string | null
}

/** One case, read and checked: the nodes to compute in their order, the last being the one under test. */
export interface UnitTest {
  readonly name: string
  readonly node: SqlNode
  readonly place: Place
  readonly given: ReadonlyMap<NodeId, Given>
  readonly computed: readonly SqlNode[]
  readonly vars: Readonly<Record<string, Scalar | null>>
  readonly env: Readonly<Record<string, Scalar | null>>
  readonly order: Readonly<Record<string, Scalar | null>>
  readonly measures: Readonly<Record<string, Readonly<Record<string, Scalar | null>>>>
  readonly expect: Expected
}

/** A file of tests as a person typed it, once the schema has found nothing wrong with its shape. */
export interface WrittenUnitTests {
  readonly node?: string
  readonly tests: readonly WrittenUnitTest[]
}

export interface WrittenUnitTest {
  readonly name: string
  readonly node?: string
  readonly vars?: UnitTest['vars']
  readonly env?: UnitTest['env']
  readonly order?: UnitTest['order']
  readonly measures?: UnitTest['measures']
  readonly given: Readonly<Record<string, WrittenGiven>>
  readonly expect: readonly UnitRow[] | WrittenExpected
}

export type WrittenGiven =
  | readonly UnitRow[]
  | { readonly rows?: readonly UnitRow[]; readonly file?: string; readonly columns?: Readonly<Record<string, string>> }

export interface WrittenExpected {
  readonly rows?: readonly UnitRow[]
  readonly file?: string
  readonly ordered?: boolean
  readonly key?: readonly string[]
  readonly tolerance?: number
  readonly count?: number
  readonly error?: string
}
