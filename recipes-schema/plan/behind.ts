import { type Diagnostic, diagnostic } from '../text/diagnostic.ts'
import { startOf } from '../text/source.ts'

/**
 * A change whose merge base has no project that reads, while the default branch has one. Policy is the base's: without one
 * the change would bring its own.
 */
export function behind(): Diagnostic {
  const message = 'This branch left the default branch before there was a galley.yaml that reads.'
  return diagnostic('project.behind', startOf('galley.yaml'), message, 'Merge the default branch into it.')
}
