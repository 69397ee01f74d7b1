import type { ContextValues } from '../../../recipes-schema/expression/template.ts'
import type { UnitTest } from '../../../recipes-schema/quality/unit/types.ts'
import type { NodeId, Project } from '../../../recipes-schema/recipe/types.ts'
import type { SqlParser } from '../../../recipes-schema/sql/parser.ts'
import type { Build } from '../../ledger/builds.ts'
import type { Session, Warehouse } from '../../warehouses/warehouse.ts'
import type { Judging } from '../judge-measures.ts'
import type { Memory } from '../unit/memory.ts'
import type { Scratch } from './scratch.ts'

/** What mutants are made and looked at with. */
export interface Laboratory {
  readonly warehouse: Warehouse
  readonly session: Session
  readonly project: Project
  readonly parser: SqlParser
  readonly scratch: Scratch
  /** The build that each node and source has in the environment. */
  readonly builds: ReadonlyMap<NodeId, Build>
  /** What production has under its names. */
  readonly production: ReadonlyMap<NodeId, Build>
  /** Production's history, and what charts are judged by. */
  readonly judging: Judging
  /** The unit tests that pass, and where they run. */
  readonly unitTests: readonly UnitTest[]
  readonly memory: Memory
  /** The repository's root. */
  readonly folder: string
  /** What the templates of nodes see besides their variables. */
  readonly values: ContextValues
  readonly seed: number
  /** In milliseconds since 1970. */
  readonly now: number
}

/** The quoted relation of a node or source in the environment. */
export function relationIn({ builds }: Laboratory, id: NodeId): string {
  const relation = builds.get(id)?.relation
  if (relation === undefined || relation === null) throw new Error(`${id} has no relation here`)
  return relation
}
