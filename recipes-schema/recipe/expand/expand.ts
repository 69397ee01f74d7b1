import type { Diagnostic } from '../../text/diagnostic.ts'
import type { WrittenRecipe } from '../../written/types.ts'
import type { WrittenFile } from '../../written/yaml.ts'
import type { Variable } from '../types.ts'
import type { ExpandedNode, ExpandedRecipe } from './expanded.ts'
import type { Ingredients } from './ingredients.ts'
import { expandMatrix } from './matrix.ts'
import { expandUse } from './use.ts'

/** A recipe with its matrices and ingredients turned into nodes. */
export async function expandRecipe(
  { file, value }: { readonly file: WrittenFile; readonly value: WrittenRecipe },
  variables: ReadonlyMap<string, Variable>,
  ingredients: Ingredients,
  diagnostics: Diagnostic[],
): Promise<ExpandedRecipe> {
  const nodes: ExpandedNode[] = []
  const groups = new Map<string, string[]>()
  const hidden = new Set<string>()
  const broken = new Set<string>()
  for (const [name, written] of Object.entries(value.nodes)) {
    const legs = expandMatrix(name, written, file, diagnostics)
    if (written.strategy !== undefined)
      groups.set(
        name,
        legs.map((leg) => leg.name),
      )
    for (const leg of legs) {
      if (written.uses === undefined) {
        nodes.push(leg)
        continue
      }
      const used = await expandUse(leg, value, variables, ingredients, diagnostics)
      nodes.push(...used.nodes)
      if (used.nodes.length === 0) broken.add(leg.name)
      for (const one of used.hidden) hidden.add(one)
    }
  }
  return { value, file, nodes, groups, hidden, broken }
}
