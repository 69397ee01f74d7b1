/** A value as it comes back: 64-bit integers beyond 2^53 and decimals as text, dates and times as ISO text. */
export type Value = string | number | boolean | null
export type Row = Readonly<Record<string, Value>>
/** What `$1`, `$2` and so on stand for. */
export type Parameters = readonly Value[]

/** One line of work in a warehouse: statements run one after another. */
export interface Session {
  rows<R extends Row = Row>(sql: string, parameters?: Parameters): Promise<R[]>
  /** Ends the running statement, if there is one, with an error. */
  interrupt(): void
  close(): void
}

/** A column as its engine describes it; the type is in the engine's own words. */
export interface Column {
  readonly name: string
  readonly type: string
}

/** A file, or a glob of files, and how to read it; a null format is told by the name's ending. */
export interface FileInput {
  readonly path: string
  readonly format: string | null
  /** What is known of the types of its columns, by their names; else they are told by what is in it. */
  readonly types?: Readonly<Record<string, string>>
}

/** The query that makes a source's table of what `from` (an SQL text) holds. */
export type Shaping = (from: string, columns: readonly Column[]) => string

/** A relation to make of a query; `$n` in the query are bound, so a view can have none. */
export interface Making {
  /** The quoted relation; one of the same name is replaced. */
  readonly target: string
  readonly as: 'table' | 'view'
  readonly query: string
  readonly parameters?: Parameters
}

/** A name that people read, as a quoted view, and the quoted relation that it shall show; null takes the name away. */
export interface NameChange {
  readonly view: string
  readonly relation: string | null
}

export interface StatementPlace {
  /** As it was sent. */
  readonly statement: string
  /** In UTF-16 units. */
  readonly offset: number
}

/** Row count, and a hash over all rows, whatever their order: equal content, equal checksum. */
export interface Content {
  readonly rows: number
  readonly checksum: string
}

/** An engine, behind the few things that Galley needs of it. A new one is one file and one line in the registry. */
export interface Warehouse {
  readonly dialect: string
  /** The engine and its version, kept with what it made: a hash may change from one version to the next. */
  readonly engine: string
  /** Whether names can move in one transaction, or need a journal that is finished by whoever finds it. */
  readonly promotion: 'transaction' | 'journal'
  /** The longest name in bytes: an engine may cut longer ones without a word. */
  readonly nameBytes: number
  /** The session for the ledger; not for people's SQL. */
  readonly ledger: Session
  /** A session for people's SQL: one statement a call. `purpose` is shown where the engine lists its sessions. */
  session(purpose?: string): Promise<Session>
  /** Runs the work on the ledger's session in one transaction: all of it or nothing. */
  transaction<T>(work: () => Promise<T>): Promise<T>
  /** Makes a relation of a query. An engine's line numbers are the query's own. */
  make(session: Session, making: Making): Promise<void>
  /** Makes a table of a file; the query is in DuckDB's SQL, which reads files for every engine. */
  importFile(session: Session, target: string, file: FileInput, shaping?: Shaping): Promise<void>
  /** Moves names on the ledger's session. Each move is idempotent; other people's relations are never dropped. */
  moveNames(changes: readonly NameChange[]): Promise<void>
  /** Makes a schema where there is none, in the transaction that is open. */
  makeSchema(schema: string): Promise<void>
  /** Drops a schema, if there is one and it is empty. */
  dropSchema(schema: string): Promise<void>
  /** Drops what this engine holds of a relation, and does nothing where there is none. */
  drop(relation: string, as: 'table' | 'view'): Promise<void>
  /** The tables and views of a schema, by their quoted names; none where there is no such schema. */
  relations(schema: string): Promise<{ readonly relation: string; readonly is_view: boolean }[]>
  /** The columns of a relation, in their order. */
  columns(relation: string): Promise<Column[]>
  /** What a relation holds; on the ledger's session unless another is given. */
  content(relation: string, session?: Session): Promise<Content>
  /** Bytes on disk, as near as the engine tells; null where it does not. */
  bytes(relation: string): Promise<number | null>
  /** How many rows the engine expects of a query, which is not executed; null where it does not say. */
  expectedRows(session: Session, query: string): Promise<number | null>
  /** The statement that an error of this engine is about, with the place in it that it points at; null when it names none. */
  placeOf(error: Error): StatementPlace | null
  /** True when the world failed, not the statement: trying again may help. */
  isTransient(error: Error): boolean
  /** Holds a name until this process closes the warehouse or is gone, however it goes. */
  hold(name: string): Promise<void>
  /** Whether any process, this one included, holds a name. */
  isHeld(name: string): Promise<boolean>
  close(): Promise<void>
}

export interface OpenOptions {
  /** How long to wait for another process to let go of the warehouse, in milliseconds. */
  readonly waitMs: number
  /** Told once when it is held by another process. */
  readonly onWait: (message: string) => void
  readonly signal: AbortSignal
  /** The work writes nothing: what may not be written to can be opened all the same. */
  readonly toRead?: boolean
}

/** How connections of one type are opened. */
export interface Engine {
  /** The settings of a connection that it needs, by their written names. */
  readonly settings: readonly string[]
  /** False when there is nothing to look into yet, and opening would make it. */
  exists(settings: Readonly<Record<string, string>>): boolean
  open(settings: Readonly<Record<string, string>>, options: OpenOptions): Promise<Warehouse>
}
