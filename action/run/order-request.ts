import type { ContextValues } from '../../recipes-schema/expression/template.ts'
import type { Side } from '../../recipes-schema/fingerprint/side.ts'
import type { PlanShas } from '../../recipes-schema/plan/plan.ts'
import type { NodeId, Project } from '../../recipes-schema/recipe/types.ts'
import type { Interval } from '../nodes/intervals.ts'
import type { Observing } from '../observe/observers.ts'
import type { Secrets } from '../secrets/secrets.ts'
import type { Warehouse } from '../warehouses/warehouse.ts'
import { openVariables } from './open-variables.ts'
import type { Progress } from './progress.ts'
import type { Environment } from './sources.ts'

/** What is to be carried out, with all that has been found out about it beforehand. */
export interface OrderRequest {
  readonly id: string
  /** run: build and test a change in a kitchen, or production on its newest data. promote: production on its own data. */
  readonly kind: 'run' | 'promote'
  /** The kitchen that a promotion is of. */
  readonly from?: string
  readonly environment: { readonly name: string; readonly schema: string }
  readonly head: Project
  /** What the head is compared with; null: with production alone. */
  readonly base: Project | Side | null
  readonly shas: PlanShas
  /** The digest of what was approved; null takes that of the plan. */
  readonly digest: string | null
  readonly actor: string
  readonly pull_request: number | null
  /** The day that the order is for, YYYY-MM-DD. */
  readonly date: string
  readonly force: readonly string[]
  /** Intervals that incremental nodes make again in any case. */
  readonly backfill?: Interval | null
  /** The nodes that may run; null or absent: all. */
  readonly selected?: ReadonlySet<NodeId> | null
  /** What was asked for, in the words of the command line: kept with the order, so that it can be resumed. */
  readonly asked?: Asked
  /** An order that is resumed has to plan what it planned before; null or absent: there is nothing to compare with. */
  readonly resumes?: string | null
  /** True when somebody who may has approved of what it takes, beyond the budget. */
  readonly approved?: boolean
  readonly jobs: number
  readonly env: Environment
  /** False: a kitchen's data is not compared with production's. */
  readonly diff?: boolean
  /** The repository's root on disk at the head. */
  readonly folder: () => Promise<string>
}

/** The options of an order that its record does not tell by itself. */
export interface Asked {
  readonly force: boolean
  /** A selection, as `--select` takes it; null: everything. */
  readonly select: string | null
  readonly variation: string | null
  readonly variables: Readonly<Record<string, string>>
}

export interface Surroundings {
  readonly warehouse: Warehouse
  /** Absent: environment variables alone. */
  readonly secrets?: Secrets
  /** Who is told while it runs; absent: those that environment variables name. */
  readonly observing?: Observing
  readonly signal: AbortSignal
  readonly on: (progress: Progress) => void
  readonly now: () => Date
}

export function isKitchen({ environment }: OrderRequest): boolean {
  return environment.name !== 'production'
}

/** What `env` and `order` hold: nothing of the runner's own, which a pull request's recipe has no business to see. */
export function ambientOf({ id, date, environment, env }: OrderRequest): ContextValues {
  return { env: openVariables(env), order: { id, date, environment: environment.name } }
}
