import type { Source } from '../../recipes-schema/recipe/types.ts'
import { Fault } from '../fault.ts'
import { recordBuild } from '../ledger/builds.ts'
import { describeBuild } from './describe-build.ts'
import { type Execution, resolutionOf } from './execution.ts'
import type { Findings } from './findings.ts'
import { firstLine } from './results.ts'
import { withSession } from './session.ts'
import { stopwatch } from './stopwatch.ts'

/** Makes a source's table of its file, where this version of it is not in the warehouse yet. */
export async function bringIn(source: Source, execution: Execution, findings: Findings): Promise<void> {
  const { warehouse, origin, signal, redactor, on } = execution
  const resolution = resolutionOf(execution, source.id)
  if (resolution.build !== null) return
  if (signal.aborted) return findings.endSource(source, { type: 'cancelled' }, null)
  const seconds = stopwatch()
  try {
    await withSession(execution, signal, source.id, async (session) => {
      await warehouse.importFile(session, resolution.relation, {
        path: execution.pathOf(source),
        format: formatOf(source),
      })
      const made = { relation: resolution.relation, is_view: false, outputs: {} }
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

function formatOf({ origin }: Source): string | null {
  return origin.type === 'file' ? origin.format : null
}
