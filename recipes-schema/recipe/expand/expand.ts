import type { Diagnostic } from '../../text/diagnostic.ts'
import type { WrittenRecipe } from '../../written/types.ts'
import type { WrittenFile } from '../../written/yaml.ts'
import type { Variable } from '../types.ts'
import type { ExpandedNode, ExpandedRecipe } from './expanded.ts'
import type { Ingredients } from './ingredients.ts'
import { expandMatrix } from './matrix.ts'
import { expandUse } from './use.ts'

/** How many nodes one use may become: ingredients that use ingredients multiply. */
const mostNodes = 1000

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
  const surrounding = {
    variables,
    // Whether it is there is known when all recipes are.
    nameOf: (name: string) => name,
    known: [...Object.keys(value.sources ?? {}), ...Object.keys(value.nodes)],
  }
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
      const used = await expandUse(leg, surrounding, {
        ingredients,
        diagnostics,
        left: { nodes: mostNodes, told: false },
      })
      nodes.push(...used.nodes)
      if (used.nodes.length === 0) broken.add(leg.name)
      for (const one of used.hidden) hidden.add(one)
    }
  }
  return { value, file, nodes, groups, hidden, broken }
}
