import type { Node, NodeId, Project } from '../../recipes-schema/recipe/types.ts'
import type { TestResult, Verdict, VerdictReason, WorkError } from '../../recipes-schema/report/types.ts'
import type { Build } from '../ledger/builds.ts'
import type { Measurement } from '../ledger/orders.ts'
import type { Column } from '../warehouses/warehouse.ts'

/** What observers are told of an order while it runs. Texts are without secrets. */
export type Happening =
  | { readonly type: 'order_started'; readonly at: string }
  | { readonly type: 'try_started'; readonly at: string; readonly node: Node; readonly attempt: number }
  | {
      readonly type: 'try_ended'
      readonly at: string
      readonly node: Node
      readonly attempt: number
      readonly state: 'succeeded' | 'failed' | 'cancelled'
      readonly error: WorkError | null
      readonly made: Made | null
    }
  /** A build was tested and measured, one that was made now or one that there was. */
  | {
      readonly type: 'checked'
      readonly at: string
      readonly node: Node
      readonly build: Build
      readonly tests: readonly TestResult[]
      readonly measurements: readonly Measurement[]
    }
  | {
      readonly type: 'order_ended'
      readonly at: string
      /** Null for an order that could not be carried out to its end. */
      readonly verdict: Verdict | null
      readonly reasons: readonly VerdictReason[]
    }

/** What a node left in the warehouse. */
export interface Made {
  readonly build: Build
  /** Null for what leaves no relation, or where the engine does not say. */
  readonly columns: readonly Column[] | null
}

export interface DatasetName {
  readonly namespace: string
  readonly name: string
}

/** What is the same for all that an order tells. */
export interface World {
  readonly order: {
    readonly id: string
    readonly environment: string
    /** Another one for each time that the order is carried out. */
    readonly started: Date
  }
  readonly project: Project
  /** How lineage calls what a node or source leaves; null for what leaves nothing. */
  readonly datasetOf: (id: NodeId) => DatasetName | null
  /** A URI that tells who says it. */
  readonly producer: string
}

/** One message of an observer's protocol. Those of one lane arrive in their order. */
export interface Message {
  readonly lane: string
  /** Below the observer's address; of no meaning for files. */
  readonly path: string
  readonly body: object
}

/** Puts what happens into one protocol's messages. Pure. */
export type Translate = (happening: Happening, world: World) => readonly Message[]
