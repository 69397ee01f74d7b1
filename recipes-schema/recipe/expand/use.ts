import { type Diagnostic, diagnostic } from '../../text/diagnostic.ts'
import { didYouMean } from '../../text/nearest.ts'
import { namePattern } from '../../written/keys/forms.ts'
import type { WrittenNode, WrittenRecipe } from '../../written/types.ts'
import type { Variable } from '../types.ts'
import type { ExpandedNode } from './expanded.ts'
import type { Ingredient, Ingredients } from './ingredients.ts'
import { readInputs } from './inputs.ts'
import { substitute } from './substitute.ts'

/** What a use says of each node of the ingredient that does not say it itself. */
const defaults = ['timeout-minutes', 'retry', 'concurrency'] as const
/** What may stand beside `uses`; all else is for the ingredient to say of its own nodes. */
const allowed = new Set(['uses', 'with', 'needs', 'description', 'tags', 'owner', 'strategy', ...defaults])

interface Used {
  readonly nodes: readonly ExpandedNode[]
  /** Those that are no output. */
  readonly hidden: readonly string[]
}

/**
 * The nodes of the ingredient that a node uses. The output `result` gets the name of the use, the others USE__OUTPUT, and
 * nodes that are no output USE__NODE, where nobody else may read them.
 */
export async function expandUse(
  use: ExpandedNode,
  recipe: WrittenRecipe,
  variables: ReadonlyMap<string, Variable>,
  ingredients: Ingredients,
  diagnostics: Diagnostic[],
): Promise<Used> {
  const { written, file, path } = use
  for (const key of Object.keys(written).filter((key) => !allowed.has(key))) {
    const message = `"${key}" cannot be said of an ingredient as a whole.`
    diagnostics.push(
      diagnostic('ingredient.key', file.keyPlace(path, key), message, 'Say it of the nodes in the ingredient.'),
    )
  }
  const found = await ingredients.find(written.uses ?? '', file.placeOf([...path, 'uses']))
  if (found === null) return { nodes: [], hidden: [] }
  const names = namesWithin(use.name, found, diagnostics)
  const inputs = readInputs(use, found, recipe, variables, diagnostics)
  if (names === null || inputs === null) return { nodes: [], hidden: [] }
  const outputs = new Set(Object.values(found.value.outputs).map(({ node }) => names.get(node)))
  const part = {
    use: file.placeOf([...path, 'uses']),
    inputs: inputs.values,
    relations: [...inputs.relations].map(([input, name]) => ({
      input,
      name,
      place: file.placeOf([...path, 'with', input]),
    })),
    names: new Map([...inputs.relations, ...names]),
    needs: written.needs ?? [],
  }
  const nodes = Object.entries(found.value.nodes).map(
    ([name, inner]): ExpandedNode => ({
      name: names.get(name) ?? name,
      written: substitute(withWords(inner, written), inputs.values),
      file: found.file,
      path: ['nodes', name],
      matrix: use.matrix,
      part,
    }),
  )
  return { nodes, hidden: nodes.map((node) => node.name).filter((name) => !outputs.has(name)) }
}

/** What each node of the ingredient is called in the recipe; null when that cannot be. */
function namesWithin(
  use: string,
  { file, value }: Ingredient,
  diagnostics: Diagnostic[],
): ReadonlyMap<string, string> | null {
  const names = new Map(Object.keys(value.nodes).map((name) => [name, `${use}__${name}`]))
  let isRight = true
  const fault = (found: Diagnostic): void => {
    diagnostics.push(found)
    isRight = false
  }
  for (const [output, { node }] of Object.entries(value.outputs)) {
    if (names.has(node)) names.set(node, output === 'result' ? use : `${use}__${output}`)
    else {
      const place = file.placeOf(['outputs', output, 'node'])
      const hint = didYouMean(node, Object.keys(value.nodes))
      fault(diagnostic('recipe.unknown_node', place, `The ingredient has no node "${node}".`, hint))
    }
  }
  for (const [node, { uses, strategy }] of Object.entries(value.nodes)) {
    if (uses === undefined && strategy === undefined) continue
    const key = uses === undefined ? 'strategy' : 'uses'
    const message = `A node of an ingredient cannot have "${key}".`
    fault(diagnostic('ingredient.key', file.keyPlace(['nodes', node], key), message, 'Say it where it is used.'))
  }
  for (const [node, name] of names) {
    if (new RegExp(namePattern).test(name)) continue
    const message = `Used as "${use}", this node would be called ${name}, which is too long.`
    fault(diagnostic('recipe.name', file.keyPlace(['nodes'], node), message, 'Shorten one of the names.'))
  }
  return isRight ? names : null
}

/** The tags and the owner of the use hold for all of it, and its defaults for what says no other. */
function withWords(inner: WrittenNode, use: WrittenNode): WrittenNode {
  const { tags: more = [], owner } = use
  const tags = [...new Set([...(inner.tags ?? []), ...more])]
  const said = defaults.filter((key) => use[key] !== undefined).map((key) => [key, use[key]] as const)
  return {
    ...Object.fromEntries(said),
    ...inner,
    ...(tags.length > 0 && { tags }),
    ...(owner !== undefined && { owner }),
  }
}
