/** What changes in the data of one node, production against a kitchen. */
export type NodeDiff = NewNode | RemovedNode | ComparedNode | UncomparedNode

interface Named {
  readonly recipe: string
  readonly node: string
}

/** Only the kitchen has it. */
export interface NewNode extends Named {
  readonly outcome: 'new'
  readonly rows: number
  readonly columns: readonly TypedColumn[]
}

/** Only production has it; merging takes it away. */
export interface RemovedNode extends Named {
  readonly outcome: 'removed'
  /** Null when production does not know how many. */
  readonly rows: number | null
}

export interface ComparedNode extends Named {
  readonly outcome: 'compared'
  readonly schema: SchemaDiff
  readonly matching: Matching
  readonly rows: RowCounts
  /** The columns that differ in anything, the most changed first; then those that were added or taken away. */
  readonly columns: readonly ColumnDiff[]
  readonly notes: readonly DiffNote[]
  /** Null unless the person's policy allows rows to be shown. */
  readonly samples: readonly SampleRow[] | null
}

export interface UncomparedNode extends Named {
  readonly outcome: 'not_compared'
  readonly reason: DiffNote<UncomparedCode>
}

/** Why two sides cannot be compared; closed, so that scripts may switch on it. */
export type UncomparedCode =
  | 'no_relation'
  | 'sampled'
  | 'masked'
  | 'other_connection'
  | 'dialect'
  | 'no_common_column'
  | 'time'
  | 'failed'

/** What has to be known to read a comparison right; closed as well. */
export type NoteCode =
  | 'renamed'
  | 'no_key'
  | 'key_not_unique'
  | 'key_missing'
  | 'rows_without_key'
  | 'compared_as_text'
  | 'approximate'
  | 'on_a_sample'
  | 'masked_columns'
  | 'columns_left_out'

export interface DiffNote<Code extends string = NoteCode> {
  readonly code: Code
  readonly message: string
}

export interface TypedColumn {
  readonly name: string
  /** As the engine writes it. */
  readonly type: string
}

export interface SchemaDiff {
  readonly added: readonly TypedColumn[]
  readonly removed: readonly TypedColumn[]
  readonly retyped: readonly { readonly name: string; readonly from: string; readonly to: string }[]
  /** True when the columns that both sides have stand in another order. */
  readonly reordered: boolean
}

/** How the rows of the two sides were paired. */
export type Matching =
  | {
      readonly by: 'key'
      readonly columns: readonly string[]
      /** Where the key is known from. */
      readonly from: KeyOrigin
    }
  /** One row on each side: they are the pair. */
  | { readonly by: 'single_row' }
  /** Whole rows, however often each occurs: a changed row is one removed and one added. */
  | { readonly by: 'row' }
  /** Nothing had to be read: both builds have the same checksum over all rows. */
  | { readonly by: 'checksum' }

export type KeyOrigin = 'asked' | 'recipe' | 'merge' | 'unique'

export interface RowCounts {
  readonly production: number
  readonly kitchen: number
  /** Rows that only the kitchen has. */
  readonly added: number
  /** Rows that only production has. */
  readonly removed: number
  /** Rows of the same key with another value in a column that both sides have. */
  readonly changed: number
}

export interface ColumnDiff {
  readonly name: string
  /** Null on the side that has no such column. */
  readonly type: { readonly production: string | null; readonly kitchen: string | null }
  /** In how many paired rows it differs; null when rows were not paired or only one side has it. */
  readonly changed: number | null
  readonly production: Statistics | null
  readonly kitchen: Statistics | null
  readonly distribution: Distribution | null
}

/** A number where it can be told exactly, else its text; dates and times are ISO text. */
export type Scalar = number | string | null

export interface Statistics {
  readonly nulls: number
  readonly distinct: number | null
  /** Of numbers, dates and times; texts are data and are not shown. */
  readonly min: Scalar
  readonly max: Scalar
  readonly mean: number | null
  /** At 5, 25, 50, 75 and 95 %. */
  readonly quantiles: readonly number[] | null
}

/** Both sides counted in the same bins: `edges` has one more element than the counts. */
export interface Distribution {
  readonly edges: readonly (number | string)[]
  readonly production: readonly number[]
  readonly kitchen: readonly number[]
}

export interface SampleRow {
  readonly kind: 'added' | 'removed' | 'changed'
  /** The key first, then what differs (or, of an added or removed row, the columns in order). Texts are cut. */
  readonly cells: readonly {
    readonly column: string
    readonly production: string | null
    readonly kitchen: string | null
  }[]
}

/** A node that this change leaves as it is, but that reads one whose data changes. */
export interface DownstreamNode {
  readonly recipe: string
  readonly node: string
  /** The changed nodes that it reads, as `recipe.node`. */
  readonly reads: readonly string[]
}
