import type { ContextValues } from '../../recipes-schema/expression/template.ts'
import type { Node, NodeId } from '../../recipes-schema/recipe/types.ts'
import type { NodeChild, TestResult } from '../../recipes-schema/report/types.ts'
import type { Build } from '../ledger/builds.ts'
import type { Begun } from '../orchestrators/start-once.ts'
import type { Line } from '../process/line-reader.ts'
import type { Session, Warehouse } from '../warehouses/warehouse.ts'
import type { Interval } from './intervals.ts'

/** What a node may use while it runs. */
export interface NodeContext {
  readonly warehouse: Warehouse
  readonly session: Session
  /** The quoted relation to make. */
  readonly target: string
  /** The build that an incremental or merging node goes on from; null: it begins anew. */
  readonly from: Build | null
  /** True where only the newest intervals are made: a kitchen's window. */
  readonly partial: boolean
  /** Intervals to make again in any case. */
  readonly backfill: Interval | null
  /** The quoted relation that an upstream has in this order. */
  readonly relationOf: (id: NodeId) => string
  readonly values: ContextValues
  /** The environment variables that commands may see. */
  readonly environment: Readonly<Record<string, string>>
  /** Nodes that act outside use their sandbox. */
  readonly kitchen: boolean
  /** The order's id. */
  readonly order: string
  /** The settings of a connection that is no warehouse, evaluated; its secrets are masked from here on. */
  readonly service: (name: string) => Readonly<Record<string, string>>
  /** Which runs of other programs the order has begun. */
  readonly begun: Begun
  /** Told how the parts of what another program runs stand. */
  readonly children: (children: readonly NodeChild[]) => void
  /** Told what another program's own tests have found. */
  readonly tested: (tests: readonly TestResult[]) => void
  /** The repository's root on disk, at the order's commit. */
  readonly root: () => Promise<string>
  /** The recipe's folder in it. */
  readonly folder: () => Promise<string>
  readonly signal: AbortSignal
  /** One line of the node's own output; gives it as it is shown, null when it is not. */
  readonly print: (line: Line) => string | null
  /** One line of Galley's own about the node's work. */
  readonly note: (text: string) => void
}

/** What a node made. */
export interface Made {
  /** Null for nodes that leave no relation. */
  readonly relation: string | null
  readonly is_view: boolean
  readonly outputs: Readonly<Record<string, string>>
  /** A condition that tells the rows that were made now from those of the earlier build; absent: all were. */
  readonly fresh?: string
}

/** How nodes of one kind run. Throws NodeFailure for what the person can mend. */
export type NodeRunner<N extends Node> = (node: N, context: NodeContext) => Promise<Made>

/** A node's expected failure, with the person's own file and line where it has one. */
export class NodeFailure extends Error {
  readonly code: string
  readonly location: { readonly file: string; readonly line: number } | null
  /** Whether trying again may help. */
  readonly retryable: boolean

  constructor(
    code: string,
    message: string,
    location: { file: string; line: number } | null = null,
    { retryable = false }: { retryable?: boolean } = {},
  ) {
    super(message)
    this.name = 'NodeFailure'
    this.code = code
    this.location = location
    this.retryable = retryable
  }
}
