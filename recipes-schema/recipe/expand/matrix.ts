import type { Path } from '../../kinds/assembly.ts'
import { type Diagnostic, diagnostic } from '../../text/diagnostic.ts'
import { namePattern } from '../../written/keys/forms.ts'
import type { Scalar, WrittenNode } from '../../written/types.ts'
import type { WrittenFile } from '../../written/yaml.ts'
import type { ExpandedNode } from './expanded.ts'

/** As many legs as GitHub allows. */
const mostLegs = 256

/** The legs of a node's matrix, or the node itself; a leg's name is the node's with its values behind. */
export function expandMatrix(
  name: string,
  written: WrittenNode,
  file: WrittenFile,
  diagnostics: Diagnostic[],
): ExpandedNode[] {
  const path: Path = ['nodes', name]
  const node: ExpandedNode = { name, written, file, path, matrix: {}, part: null }
  const matrix = written.strategy?.matrix
  if (matrix === undefined) return [node]
  const legs = combinations(Object.entries(matrix))
  const at = [...path, 'strategy', 'matrix']
  if (legs.length > mostLegs) {
    const message = `This matrix has ${legs.length} legs; ${mostLegs} are the most.`
    diagnostics.push(diagnostic('recipe.matrix', file.placeOf(at), message, 'Leave some values out.'))
    return [node]
  }
  const taken = new Map<string, string>()
  return legs.flatMap((values) => {
    const leg = `${name}__${Object.values(values).map(slug).join('_')}`
    const shown = JSON.stringify(values)
    const twin = taken.get(leg)
    taken.set(leg, shown)
    if (!new RegExp(namePattern).test(leg)) {
      const message = `The leg ${shown} would be called ${leg}, which is too long.`
      diagnostics.push(diagnostic('recipe.matrix', file.placeOf(at), message, 'Shorten its values.'))
    } else if (twin !== undefined) {
      const message = `The legs ${twin} and ${shown} would both be called ${leg}.`
      diagnostics.push(diagnostic('recipe.matrix', file.placeOf(at), message, 'Make their values differ in letters.'))
      return []
    }
    return { ...node, name: leg, matrix: values }
  })
}

/** Every combination of the keys' values, the first key's varying slowest. */
function combinations(entries: readonly (readonly [string, readonly Scalar[]])[]): Record<string, Scalar>[] {
  let found: Record<string, Scalar>[] = [{}]
  for (const [key, values] of entries) {
    // What is far too much is counted, not made.
    if (found.length > mostLegs) return found
    found = found.flatMap((before) => values.map((value) => ({ ...before, [key]: value })))
  }
  return found
}

function slug(value: Scalar): string {
  return String(value)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
}
