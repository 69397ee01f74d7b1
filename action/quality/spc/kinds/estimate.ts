import type { SigmaFrom } from '../series/types.ts'
import type { IndividualsSigma } from '../sigma-individuals.ts'

/** The estimate of single values' spread that a written `sigma_from` names; the reader has refused the others. */
export function estimateFor(from: SigmaFrom): IndividualsSigma {
  return from === 'median_mr' || from === 'sd' ? from : 'mr'
}
