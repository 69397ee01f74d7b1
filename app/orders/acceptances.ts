import type { MeasureResult, Report } from '../../recipes-schema/report/types.ts'

interface Known {
  /** `recipe.node.measure` */
  readonly measure: string
}

/**
 * The report with those acceptances alone that were made here, by somebody who may: a runner or whoever reaches the
 * warehouse can write that a signal was accepted.
 */
export function withKnownAcceptances(report: Report, known: readonly Known[]): Report {
  const names = new Set(known.map(({ measure }) => measure))
  const measures = report.measures.map((one): MeasureResult => {
    if (one.accepted === null || names.has(measureId(one))) return one
    const note = `${one.accepted.by} accepted it elsewhere; in a pull request it counts when it is accepted there.`
    return { ...one, accepted: null, notes: [...one.notes, note] }
  })
  return { ...report, measures }
}

/** Measures whose signal nobody has accepted. */
export function openSignals({ measures }: Report): MeasureResult[] {
  return measures.filter(({ signal, accepted }) => signal !== null && accepted === null)
}

export function measureId({ recipe, node, measure }: Pick<MeasureResult, 'recipe' | 'node' | 'measure'>): string {
  return `${recipe}.${node}.${measure}`
}
