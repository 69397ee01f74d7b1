import type { Source } from '../../recipes-schema/recipe/sources.ts'
import { quoteName, quoteText } from '../../recipes-schema/sql/rewrite.ts'
import { Fault } from '../fault.ts'
import { recordBuild } from '../ledger/builds.ts'
import type { Made } from '../nodes/node.ts'
import { sandboxQuery } from '../sandbox/sandbox-query.ts'
import type { Column, Session, Shaping } from '../warehouses/warehouse.ts'
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
  const { warehouse, origin, signal, redactor, on } = execution
  const resolution = resolutionOf(execution, source.id)
  if (resolution.build !== null) return
  if (signal.aborted) return findings.endSource(source, { type: 'cancelled' }, null)
  const seconds = stopwatch()
  try {
    await withSession(execution, signal, source.id, async (session) => {
      const made = await makeSource(source, resolution, execution, session)
      const build = await describeBuild(warehouse, session, { id: source.id, kind: 'source' }, resolution, made)
      await recordBuild(warehouse, build, origin, seconds())
    })
  } catch (error) {
    if (signal.aborted) return findings.endSource(source, { type: 'cancelled' }, null)
    const message = redactor.redact(error instanceof Fault ? error.message : firstLine(error))
    findings.endSource(
      source,
      { type: 'failed', why: `its source ${source.name} could not be read`, tolerated: false },
      message,
    )
    on({ type: 'log', recipe: source.recipe, node: source.name, line: message })
  }
}

async function makeSource(
  source: Source,
  { relation: target, sandboxed, of }: Resolution,
  { warehouse, pathOf, salt: secret }: Execution,
  session: Session,
): Promise<Made> {
  const made = { relation: target, is_view: false, outputs: {} }
  const shaping = (dialect: string): Shaping => {
    if (!sandboxed) return (from) => `SELECT ${declared(source)} FROM ${from}`
    const salt = quoteText(secret ?? '')
    return (from, columns) =>
      sandboxQuery(from, onlyDeclared(source, columns), { source: source.name, policy: source.sandbox, salt, dialect })
  }
  // Files are read by DuckDB, whatever the warehouse is.
  if (of === null && source.origin.type === 'file') {
    const file = { path: await pathOf(source), format: source.origin.format }
    await warehouse.importFile(session, target, file, shaping('duckdb'))
    return made
  }
  const from = of?.relation ?? tableOf(source)
  const query = shaping(warehouse.dialect)(from, await warehouse.columns(from))
  // All of a table is read where it is; what a kitchen may see of it is a copy, which holds no more than that.
  await warehouse.make(session, { target, as: sandboxed ? 'table' : 'view', query })
  return { ...made, is_view: !sandboxed }
}

/** The columns that the recipe declares are all that its nodes see. */
function declared({ columns }: Source): string {
  return columns === null ? '*' : columns.map(({ name }) => quoteName(name)).join(', ')
}

function onlyDeclared({ columns }: Source, all: readonly Column[]): readonly Column[] {
  if (columns === null) return all
  const names = new Set(columns.map(({ name }) => name.toLowerCase()))
  return all.filter(({ name }) => names.has(name.toLowerCase()))
}
