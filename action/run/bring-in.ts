import type { Source } from '../../recipes-schema/recipe/sources.ts'
import { quoteName, quoteText } from '../../recipes-schema/sql/rewrite.ts'
import { Fault } from '../fault.ts'
import type { Made } from '../nodes/node.ts'
import { sandboxQuery } from '../sandbox/sandbox-query.ts'
import type { Column, Session } from '../warehouses/warehouse.ts'
import { declaredColumns, schemaFault } from './declared-columns.ts'
import { fileTypes, isCastFailure, sharedType } from './declared-types.ts'
import { describeBuild } from './describe-build.ts'
import { type Execution, resolutionOf } from './execution.ts'
import type { Findings } from './findings.ts'
import type { Resolution } from './resolve.ts'
import { firstLine } from './results.ts'
import { withSession } from './session.ts'
import { stopwatch } from './stopwatch.ts'
import { tableOf } from './table-sources.ts'

/** Makes a source's relation, where this version of it is not in the warehouse yet. */
export async function bringIn(source: Source, execution: Execution, findings: Findings): Promise<void> {
  const { warehouse, origin, signal, redactor, on, builds } = execution
  const resolution = resolutionOf(execution, source.id)
  if (resolution.build !== null) return
  if (signal.aborted) return findings.endSource(source, { type: 'cancelled' }, null)
  const seconds = stopwatch()
  try {
    await withSession(execution, signal, source.id, async (session) => {
      const made = await makeSource(source, resolution, execution, session)
      const build = await describeBuild(warehouse, session, { id: source.id, kind: 'source' }, resolution, made)
      builds.record({ build, origin, seconds: seconds() })
    })
  } catch (error) {
    if (signal.aborted) return findings.endSource(source, { type: 'cancelled' }, null)
    const said = error instanceof Fault ? [error.message, error.hint].filter(Boolean).join(' ') : firstLine(error)
    const message = redactor.redact(said)
    findings.endSource(
      source,
      { type: 'failed', why: `its source ${source.name} could not be read`, tolerated: false },
      { code: error instanceof Fault ? error.code : 'source.failed', message },
    )
    on({ type: 'log', recipe: source.recipe, node: source.name, line: message })
  }
}

async function makeSource(
  source: Source,
  { relation: target, sandboxed, of }: Resolution,
  execution: Execution,
  session: Session,
): Promise<Made> {
  const { warehouse, pathOf } = execution
  const made = { relation: target, is_view: false, outputs: {} }
  // Files are read by DuckDB, whatever the warehouse is.
  if (of === null && source.origin.type === 'file') {
    const file = { path: await pathOf(source), format: source.origin.format, ...fileTypes(source, sandboxed) }
    await asDeclared(source, execution, sandboxed, () =>
      warehouse.importFile(session, target, file, (from, found) =>
        queryOf(source, { from, found, sandboxed, dialect: 'duckdb' }, execution),
      ),
    )
    return made
  }
  const from = of?.relation ?? tableOf(source)
  const found = await warehouse.columns(from)
  const query = queryOf(source, { from, found, sandboxed, dialect: warehouse.dialect }, execution)
  await asDeclared(source, execution, sandboxed, async () => {
    // All of a table is read where it is; what a kitchen may see of it is a copy, which holds no more than that.
    await warehouse.make(session, { target, as: sandboxed ? 'table' : 'view', query })
    // A view is not read when it is made: what cannot be cast would come up with its readers.
    const checks = sandboxed ? [] : castsIn(source, found)
    if (checks.length > 0) await session.rows(`SELECT ${checks.join(', ')} FROM ${target}`)
  })
  return { ...made, is_view: !sandboxed }
}

interface Reading {
  /** An SQL text that stands after FROM. */
  readonly from: string
  readonly found: readonly Column[]
  readonly sandboxed: boolean
  readonly dialect: string
}

/** What the source's nodes see: the columns that the recipe declares, else all; for a kitchen by its sandbox. */
function queryOf(
  source: Source,
  { from, found, sandboxed, dialect }: Reading,
  { salt, on, warehouse }: Execution,
): string {
  const sandbox = (all: string, columns: readonly Column[]): string =>
    sandboxQuery(all, columns, {
      source: source.name,
      policy: source.sandbox,
      salt: quoteText(salt ?? '', dialect),
      dialect,
    })
  if (source.columns === null) return sandboxed ? sandbox(from, found) : `SELECT * FROM ${from}`
  const typeOf = dialect === warehouse.dialect ? undefined : sharedType
  const { list, columns, extra } = declaredColumns(source, source.columns, found, typeOf)
  if (extra.length > 0) {
    const line = `Schema drift: the source ${source.name} has columns that the recipe does not declare: ${extra.join(', ')}. They are left out.`
    on({ type: 'log', recipe: source.recipe, node: source.name, line })
  }
  const query = `SELECT ${list} FROM ${from}`
  return sandboxed ? sandbox(`(${query})`, columns) : query
}

/** Expressions that no engine can answer without making each cast of the source's view. */
function castsIn(source: Source, found: readonly Column[]): string[] {
  if (source.columns === null) return []
  return declaredColumns(source, source.columns, found).cast.map(
    ({ column }) => `max(length(CAST(${quoteName(column.name)} AS varchar)))`,
  )
}

/** The work; where a declared column cannot be had of what is there, a fault that says so. */
async function asDeclared(
  source: Source,
  { warehouse }: Execution,
  sandboxed: boolean,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (source.columns === null || error instanceof Fault || warehouse.isTransient(error as Error)) throw error
    if (!isCastFailure(error as Error)) throw error
    // What the engine says shows a value, which a sandbox may hide.
    const why = sandboxed ? 'a value is of another type' : firstLine(error)
    const message = `The source ${source.name} does not have the types that the recipe declares: ${why}`
    throw schemaFault(source, message, "Mend the delivery, or the types of the source's `columns:`.")
  }
}
