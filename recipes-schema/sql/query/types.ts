/**
 * A query in Galley's neutral form: what its scopes and columns are made of, the same for every dialect. Plain data. A
 * dialect lowers its parser's tree to this; expressions keep no structure but a digest with holes, for only their holes
 * can mean different things in different places. Names are folded: equal names are equal texts.
 */
export interface QueryTree {
  readonly ctes: readonly Cte[]
  readonly body: Body
}

export interface Cte {
  readonly name: string
  /** The names that it gives its columns; empty: those of its query. */
  readonly columns: readonly string[]
  readonly query: QueryTree
  /** True when its own name in it means itself. */
  readonly recursive?: true
  /** True when those after it may be read in it. */
  readonly forward?: true
}

export type Body = Select | SetOperation | Unread

export interface Select {
  readonly type: 'select'
  readonly from: readonly From[]
  readonly items: readonly Item[]
  readonly where: Expression | null
  readonly groups: Groups | null
  readonly having: Expression | null
  readonly qualify: Expression | null
  readonly modifiers: readonly Modifier[]
  /** What else decides its rows, as text. */
  readonly rest?: string
  readonly choice?: true
  /** True when no SELECT is written, as for VALUES. */
  readonly implied?: true
}

export interface SetOperation {
  readonly type: 'set'
  readonly operation: 'union' | 'except' | 'intersect'
  readonly all: boolean
  readonly left: QueryTree
  readonly right: QueryTree
  readonly modifiers: readonly Modifier[]
  readonly rest?: string
}

/** A stretch of a query that is not understood, with what could be found in it. */
export interface Unread {
  readonly type: 'unread'
  readonly content: Expression
}

/** What a SELECT selects: one value, or the columns of a star. */
export type Item = Value | Star

export interface Value {
  readonly type: 'value'
  readonly value: Expression
  /** What the engine calls the column, as written; null when only the engine knows. */
  readonly name: string | null
  /** True when a person gave it that name. */
  readonly alias: boolean
}

export interface Star {
  readonly type: 'star'
  /** `a.b` in `a.b.*`; empty for all relations. */
  readonly of: readonly string[]
  readonly exclude: readonly string[]
  readonly replace: readonly (readonly [name: string, value: Expression])[]
  readonly rename: readonly (readonly [from: string, to: string])[]
  readonly unproven?: string
}

/** `'all'`: by every column that is no aggregate. Grouping sets are in `form`. */
export type Groups = 'all' | { readonly keys: readonly Expression[]; readonly form: string }

export type Modifier =
  | { readonly type: 'order'; readonly by: readonly Order[] }
  | { readonly type: 'distinct'; readonly on: readonly Expression[] }
  | { readonly type: 'limit'; readonly value: Expression }

/** `'all'`: by every column in turn. `how` is direction and place of nulls. */
export interface Order {
  readonly value: Expression | 'all'
  readonly how: string
}

export type From = Table | Derived | Values | TableFunction | Join | Unread

interface Named {
  readonly alias: string | null
  /** The names that the alias gives the columns. */
  readonly columns: readonly string[]
  /** What else decides its rows, such as a sample, as text. */
  readonly rest?: string
  readonly choice?: true
}

export interface Table extends Named {
  readonly type: 'table'
  /** Where it stands in the text: the same as that of the shape's read, unless it is a common table expression. */
  readonly start: number
  /** Catalog, schema, name: as many as are written. */
  readonly names: readonly string[]
  readonly unproven?: string
}

export interface Derived extends Named {
  readonly type: 'query'
  readonly query: QueryTree
  /** True when it may use the columns of what stands before it. */
  readonly lateral: boolean
}

export interface Values extends Named {
  readonly type: 'values'
  readonly value: Expression
  /** What the engine calls its columns. */
  readonly names: readonly string[]
}

export interface TableFunction extends Named {
  readonly type: 'function'
  /** The call, with what its arguments use. */
  readonly value: Expression
}

export interface Join {
  readonly type: 'join'
  /** In words and flags of the dialect: part of what decides the rows. */
  readonly kind: string
  /** True for semi and anti joins: only the condition sees the right side. */
  readonly half: boolean
  readonly natural: boolean
  readonly left: readonly From[]
  readonly right: readonly From[]
  readonly on: Expression | null
  readonly using: readonly string[]
  readonly choice?: true
}

/** An expression: equal forms with equal holes are equal values. */
export interface Expression {
  /** The structure with a hole for each of `uses`: short ones as text, others as its digest. */
  readonly form: string
  readonly uses: readonly Use[]
  /** True when it makes one row of all where there are no groups. */
  readonly aggregate?: true
  /** True when a second evaluation over the same rows may differ. */
  readonly choice?: true
  /** Why nothing can be proved of it. */
  readonly unproven?: string
  /** The integer that it is, as in `ORDER BY 2`. */
  readonly position?: number
  /** True when it is one column and nothing else. */
  readonly bare?: true
}

export type Use = ColumnUse | { readonly parameter: string } | { readonly query: QueryTree } | { readonly from: From }

export interface ColumnUse {
  /** The possibly qualified name, and fields of it. */
  readonly column: readonly string[]
  /** The same as written, where that differs. */
  readonly written?: readonly string[]
  /** It stands in the arguments of an aggregate. */
  readonly aggregated?: true
  /** It may be a parameter of a lambda around it. */
  readonly bound?: true
  /** A function makes a field of that name. */
  readonly field?: true
  /** It may be a value of the moment that is written like a column. */
  readonly moment?: true
}
