import type { ContextValues } from '../../recipes-schema/expression/template.ts'
import type { Seen } from '../../recipes-schema/quality/seen.ts'
import type { NodeId, Project, Source } from '../../recipes-schema/recipe/types.ts'
import type { NodeResult, TestResult } from '../../recipes-schema/report/types.ts'
import type { BuildWriter } from '../ledger/build-writer.ts'
import type { Build, BuildOrigin, TestedBuild } from '../ledger/builds.ts'
import type { Measurement } from '../ledger/orders.ts'
import type { Redactor } from '../logs/redactor.ts'
import type { Interval } from '../nodes/intervals.ts'
import type { Observers } from '../observe/observers.ts'
import type { Secrets } from '../secrets/secrets.ts'
import type { Warehouse } from '../warehouses/warehouse.ts'
import type { Progress } from './progress.ts'
import type { Resolution } from './resolve.ts'

/** All that the work of one order needs to know. */
export interface Execution {
  readonly warehouse: Warehouse
  readonly project: Project
  readonly resolutions: ReadonlyMap<NodeId, Resolution>
  /** The sources to bring in and the nodes to make or to check. */
  readonly active: ReadonlySet<NodeId>
  /** Builds that these checks have passed before, as `build/checks`: a promotion does not test them again. */
  readonly tested: ReadonlySet<string>
  /** What the order does not see all of. */
  readonly seen: ReadonlyMap<NodeId, Seen>
  readonly origin: BuildOrigin
  /** Writes down what is made. */
  readonly builds: BuildWriter
  /** Nodes that act outside the warehouse are left alone. */
  readonly kitchen: boolean
  /** The nodes that may run; null: all. */
  readonly selected: ReadonlySet<NodeId> | null
  readonly jobs: number
  readonly signal: AbortSignal
  /** For what still runs when the order is cancelled because its `if` wants it to: it aborts a few seconds later. */
  readonly lastSeconds: () => AbortSignal
  readonly on: (progress: Progress) => void
  readonly now: () => Date
  readonly redactor: Redactor
  readonly secrets: Pick<Secrets, 'read'>
  /** Null where nobody is told. */
  readonly observers: Pick<Observers, 'tell'> | null
  /** The environment variables that commands may see. */
  readonly environment: Readonly<Record<string, string>>
  /** The order's values of the contexts that are not made while it runs. */
  readonly values: ContextValues
  /** Values that reused builds had when they were measured, as `node.measure`. */
  readonly pastMeasures: ReadonlyMap<string, number | null>
  /** How long nodes took when they were last made. */
  readonly pastSeconds: ReadonlyMap<NodeId, number>
  /** What production has under its names. */
  readonly production: ReadonlyMap<NodeId, Build>
  readonly pathOf: (source: Source) => Promise<string>
  /** Intervals that incremental nodes make again in any case. */
  readonly backfill: Interval | null
  /** The secret that masks hash with; null where none is set. */
  readonly salt: string | null
  /** The repository's root on disk at the order's commit, for commands. */
  readonly folder: () => Promise<string>
}

/** What came of it. */
export interface Executed {
  readonly nodes: readonly NodeResult[]
  readonly tests: readonly TestResult[]
  readonly measurements: readonly Measurement[]
  /** What passed its tests in this order. */
  readonly passed: readonly TestedBuild[]
}

/** The build that stands for a node or source in this order. */
export function resolutionOf({ resolutions }: Execution, id: NodeId): Resolution {
  const found = resolutions.get(id)
  if (found === undefined) throw new Error(`${id} was not resolved`)
  return found
}
