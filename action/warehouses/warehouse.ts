/** A value as it comes back: 64-bit integers beyond 2^53 and decimals as text, dates and times as ISO text. */
export type Value = string | number | boolean | null
export type Row = Readonly<Record<string, Value>>
export type Parameters = readonly Value[] | Readonly<Record<string, Value>>

/** One line of work in a warehouse: statements run one after another. */
export interface Session {
  rows<R extends Row = Row>(sql: string, parameters?: Parameters): Promise<R[]>
  /** Ends the running statement, if there is one, with an error. */
  interrupt(): void
  close(): void
}

/** An engine, behind the few things that Galley needs of it. A new one is one file and one line in the registry. */
export interface Warehouse {
  readonly dialect: string
  /** The engine and its version, kept with what it made: a hash may change from one version to the next. */
  readonly engine: string
  /** The session for the ledger; not for people's SQL. */
  readonly ledger: Session
  session(): Promise<Session>
  /** Runs the work on the ledger's session in one transaction: all of it or nothing. */
  transaction<T>(work: () => Promise<T>): Promise<T>
  /** Makes a table of what a file (or a glob of files) holds. */
  importFile(session: Session, relation: string, path: string): Promise<void>
  /** Row count and a hash over all rows, whatever their order: equal content, equal text. */
  checksum(relation: string): Promise<string>
  /** The line of a person's SQL that an error of this engine points at, from 1; null when it names none. */
  lineOf(error: Error): number | null
  close(): Promise<void>
}
