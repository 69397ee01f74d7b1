import type { ExpressionPlace } from '../expression/contexts.ts'
import { isOneExpression } from '../expression/template.ts'
import { diagnostic } from '../text/diagnostic.ts'
import type { Assembly, Path } from './assembly.ts'
import { type References, readReferences } from './references.ts'

const added = '${{ '.length

/** As in GitHub's `if`, the brackets around the whole expression may be left out. */
export function bracketed(expression: string): string {
  return expression.includes('${{') ? expression : `\${{ ${expression} }}`
}

/** What such an expression uses. A text around an expression is a fault: every text is true. */
export function readBare(assembly: Assembly, written: string, path: Path, place: ExpressionPlace): References {
  const { file, diagnostics } = assembly
  if (!written.includes('${{')) {
    // Places are counted in what was written, without the brackets.
    const placeIn: typeof file.placeIn = (at, start, end) => file.placeIn(at, start - added, end - added)
    return readReferences({ ...assembly, file: { ...file, placeIn } }, bracketed(written), path, place)
  }
  if (!isOneExpression(written.trim())) {
    const message = 'This is a text, and every text is true.'
    const hint = 'Put all of it into one ${{ }}.'
    diagnostics.push(diagnostic('expression.condition', file.placeOf(path), message, hint))
  }
  return readReferences(assembly, written, path, place)
}
