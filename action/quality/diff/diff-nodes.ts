import type { NodeDiff, TypedColumn, UncomparedCode } from '../../../recipes-schema/diff/types.ts'
import type { NodeId, Project } from '../../../recipes-schema/recipe/types.ts'
import type { Build } from '../../ledger/builds.ts'
import { interruptOnAbort } from '../../run/interrupt.ts'
import type { Session, Warehouse } from '../../warehouses/warehouse.ts'
import type { Part } from '../parts.ts'
import type { ChangedNode } from './changed-nodes.ts'
import type { DiffDialect } from './dialects/dialect.ts'
import { diffDialect } from './dialects/index.ts'
import { type BuildSide, diffRelations } from './diff-relations.ts'
import { keyOf } from './key.ts'
import type { Restricted } from './restrict.ts'
import { comparableOf } from './sandbox.ts'

export interface DiffOptions {
  /** The project that the kitchen was made from. */
  readonly project: Project
  /** What the kitchen made of incremental nodes, where that is not all. */
  readonly parts: ReadonlyMap<NodeId, Part>
  /** The quoted relation of what the kitchen saw of a source; null where it is not known. */
  readonly seen: (source: NodeId) => Promise<string | null>
  readonly tolerance: number
  /** How many rows of each kind may be shown of a node; 0 unless a policy allows it. */
  readonly samples: number
  /** Cancels the order: then nothing more is compared. */
  readonly signal: AbortSignal
  /** For all nodes together; what is not done by then is said to be so. Null: as long as it takes. */
  readonly timeoutMs: number | null
  readonly on?: (node: ChangedNode) => void
}

/** Differences of floats that come of adding in another order are none. */
export const defaultTolerance = 1e-9

/** Compares every changed node, one after another. One that cannot be compared says why; none of them fails the rest. */
export async function diffNodes(
  warehouse: Warehouse,
  changed: readonly ChangedNode[],
  options: DiffOptions,
): Promise<NodeDiff[]> {
  const { signal, timeoutMs } = options
  const late = timeoutMs === null ? null : AbortSignal.timeout(timeoutMs)
  const stop = late === null ? signal : AbortSignal.any([signal, late])
  const diffs: NodeDiff[] = []
  for (const node of changed) {
    if (signal.aborted) break
    options.on?.(node)
    diffs.push(await diffNode(warehouse, node, options, stop))
  }
  return diffs
}

async function diffNode(
  warehouse: Warehouse,
  changed: ChangedNode,
  options: DiffOptions,
  stop: AbortSignal,
): Promise<NodeDiff> {
  const [recipe, node] = namesOf(changed)
  const uncompared = (code: UncomparedCode, message: string): NodeDiff => ({
    recipe,
    node,
    outcome: 'not_compared',
    reason: { code, message },
  })
  if (changed.kitchen === null) return { recipe, node, outcome: 'removed', rows: changed.production?.row_count ?? null }
  const dialect = diffDialect(warehouse.dialect)
  if (dialect === null) return uncompared('dialect', `data in ${warehouse.dialect} cannot be compared yet.`)
  if (stop.aborted) return uncompared('time', tooLong)
  const session = await warehouse.session()
  const unwatch = interruptOnAbort(stop, session)
  try {
    return await compare(warehouse, session, dialect, changed, options)
  } catch (error) {
    if (stop.aborted) return uncompared('time', tooLong)
    return uncompared('failed', `${(error as Error).message.split('\n')[0]}`)
  } finally {
    unwatch()
    session.close()
  }
}

const tooLong = 'there was no time left for it; `galley diff` takes as long as it needs.'

async function compare(
  warehouse: Warehouse,
  session: Session,
  dialect: DiffDialect,
  changed: ChangedNode,
  { tolerance, samples, project, parts, seen }: DiffOptions,
): Promise<NodeDiff> {
  const [recipe, node] = namesOf(changed)
  const columnsOf = async (relation: string): Promise<TypedColumn[]> =>
    (await warehouse.columns(relation)).map(({ name, type }) => ({ name, type }))
  const kitchen = sideOf(changed.kitchen)
  const production = sideOf(changed.production)
  if (kitchen === null) {
    const message = 'it leaves no relation to compare.'
    return { recipe, node, outcome: 'not_compared', reason: { code: 'no_relation', message } }
  }
  if (production === null) {
    const columns = await columnsOf(kitchen.relation)
    return { recipe, node, outcome: 'new', rows: kitchen.rows ?? 0, columns }
  }
  const comparable = comparableOf(project, changed.id, parts)
  if (comparable.type === 'no') {
    const { code, message } = comparable
    return { recipe, node, outcome: 'not_compared', reason: { code, message } }
  }
  const restrictions: Restricted[] = []
  for (const one of comparable.by) {
    const relation = one.how === 'intervals' ? null : await seen(one.source)
    if (relation === null && one.how !== 'intervals') {
      const message = `the kitchen saw ${one.words}, and it is not known any more which rows those were.`
      return { recipe, node, outcome: 'not_compared', reason: { code: 'sampled', message } }
    }
    restrictions.push({ ...one, seen: relation })
  }
  const key = changed.node === null ? null : keyOf(changed.node)
  const diff = await diffRelations(session, {
    recipe,
    node,
    dialect,
    columnsOf,
    production,
    kitchen,
    key,
    tolerance,
    samples,
    restrictions,
    masked: comparable.masked,
  })
  if (changed.was === null || diff.outcome !== 'compared') return diff
  const message = `Production has it as ${changed.was}.`
  return { ...diff, notes: [{ code: 'renamed', message }, ...diff.notes] }
}

function sideOf(build: Build | null): BuildSide | null {
  if (build === null || build.relation === null) return null
  // A view may read other things today than when its checksum was taken.
  return { relation: build.relation, rows: build.row_count, checksum: build.is_view ? null : build.checksum }
}

function namesOf({ id }: ChangedNode): [recipe: string, node: string] {
  return [id.slice(0, id.indexOf('.')), id.slice(id.indexOf('.') + 1)]
}
