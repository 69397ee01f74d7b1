import type { Assembly } from '../../kinds/assembly.ts'
import { kindOf, measureName } from '../../kinds/measure-name.ts'
import { checkExpression } from '../../kinds/query.ts'
import { measureKind } from '../../quality/measures/index.ts'
import { diagnostic } from '../../text/diagnostic.ts'
import type { WrittenMeasure } from '../../written/types.ts'
import type { Measure } from '../types.ts'
import { leavesRows } from './tests.ts'

/** The measures of a node; those with faults are left out. */
export async function readMeasures(assembly: Assembly): Promise<Measure[]> {
  const { written, file, path, diagnostics } = assembly
  const measures: Measure[] = []
  for (const [index, one] of (written.measures ?? []).entries()) {
    const place = file.placeOf([...path, 'measures', index])
    const measure = readMeasure(one, place)
    const fault = measure.kind === '' ? 'This measure measures nothing.' : duplicateOf(measure, measures)
    const rowless = fault === null && !leavesRows(written) && !isOfMaking(measure)
    if (rowless) {
      const message = `${assembly.name} leaves no rows to measure.`
      const hint = 'Such a node has `run_seconds`, and `output: NAME` for what it prints.'
      diagnostics.push(diagnostic('recipe.no_rows', place, message, hint))
    } else if (fault === null) {
      const at = [...path, 'measures', index, measure.kind]
      const { expressions } = measureKind(measure.kind)
      const checks = (expressions?.(measure.options) ?? []).map((text) => checkExpression(assembly, text, at))
      if ((await Promise.all(checks)).every(Boolean)) measures.push(measure)
    } else
      diagnostics.push(
        diagnostic('recipe.measure', place, fault, measure.kind === '' ? null : 'Give it a `name:` of its own.'),
      )
  }
  return measures
}

/** Measured of how the node is made, not of rows. */
function isOfMaking({ kind, options }: Measure): boolean {
  return measureKind(kind).aggregates(options, 'duckdb').length === 0 && kind !== 'bytes'
}

function readMeasure(written: WrittenMeasure, place: Measure['place']): Measure {
  const name = measureName(written)
  if (typeof written === 'string')
    return { name, kind: written, options: null, description: null, chart: null, was: [], place }
  const [kind, options] = kindOf(written)
  const { description = null, chart = null, was = [] } = written
  return { name, kind, options: options === true ? null : options, description, chart, was, place }
}

function duplicateOf(measure: Measure, others: readonly Measure[]): string | null {
  return others.some((other) => other.name === measure.name) ? `The measure "${measure.name}" is here twice.` : null
}
