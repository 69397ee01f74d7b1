import { type Diagnostic, diagnostic } from '../../text/diagnostic.ts'
import { didYouMean } from '../../text/nearest.ts'
import { namePattern } from '../../written/keys/forms.ts'
import type { WrittenNode } from '../../written/types.ts'
import type { ExpandedNode, IngredientPart, PartNeed } from './expanded.ts'
import type { Ingredient, Ingredients } from './ingredients.ts'
import { readInputs, type Surrounding } from './inputs.ts'
import { substitute } from './substitute.ts'

/** What a use says of each node of the ingredient that does not say it itself. */
const defaults = ['timeout-minutes', 'retry', 'concurrency'] as const
/** What may stand beside `uses`; all else is for the ingredient to say of its own nodes. */
const allowed = new Set(['uses', 'with', 'needs', 'if', 'description', 'tags', 'owner', 'strategy', ...defaults])

interface Used {
  readonly nodes: readonly ExpandedNode[]
  /** Those that are no output. */
  readonly hidden: readonly string[]
}

export interface Expanding {
  readonly ingredients: Ingredients
  readonly diagnostics: Diagnostic[]
  /** How many more nodes there may be. */
  readonly left: { nodes: number; told: boolean }
}

const nothing: Used = { nodes: [], hidden: [] }

/**
 * The nodes of the ingredient that a node uses. The output `result` gets the name of the use, the others USE__OUTPUT, and
 * nodes that are no output USE__NODE, where nobody else may read them. An `if` becomes a node of its own that all of them
 * wait for. Within another ingredient `prefix` is what the use is called when it is no output there, so that what is
 * within it is never called as what is beside it. `above`: the files of the ingredients that this one is used in.
 */
export async function expandUse(
  use: ExpandedNode,
  surrounding: Surrounding,
  expanding: Expanding,
  prefix: string = use.name,
  above: readonly string[] = [],
): Promise<Used> {
  const { ingredients, diagnostics } = expanding
  const { written, file, path } = use
  for (const key of Object.keys(written).filter((key) => !allowed.has(key))) {
    const message = `"${key}" cannot be said of an ingredient as a whole.`
    diagnostics.push(
      diagnostic('ingredient.key', file.keyPlace(path, key), message, 'Say it of the nodes in the ingredient.'),
    )
  }
  const place = file.placeOf([...path, 'uses'])
  const found = await ingredients.find(written.uses ?? '', place)
  if (found === null) return nothing
  const own = found.file.source.file
  if (above.includes(own)) {
    const message = `${own} uses itself${above.at(-1) === own ? '' : `, by ${above.slice(above.indexOf(own) + 1).join(', ')}`}.`
    diagnostics.push(diagnostic('ingredient.cycle', place, message, 'An ingredient cannot be a part of itself.'))
    return nothing
  }
  const names = await namesWithin(use.name, prefix, found, expanding)
  const inputs = readInputs(use, found, surrounding, diagnostics)
  if (names === null || inputs === null) return nothing
  expanding.left.nodes -= Object.keys(found.value.nodes).length
  if (expanding.left.nodes < 0) {
    // Said once, for whatever crosses the line.
    if (expanding.left.told) return nothing
    expanding.left.told = true
    const message = `With what ${own} uses, this becomes too many nodes.`
    diagnostics.push(diagnostic('ingredient.too_many', place, message, 'Use ingredients that use fewer others.'))
    return nothing
  }
  const gate = gateOf(use, prefix, names)
  const part: IngredientPart = {
    uses: [place, ...(use.part?.uses ?? [])],
    inputs: inputs.values,
    // What an ingredient gives on it was given itself, or makes.
    relations:
      use.part?.relations ??
      [...inputs.relations].map(([input, name]) => ({ input, name, place: file.placeOf([...path, 'with', input]) })),
    names: new Map([...inputs.relations, ...names]),
    needs: gate === null ? needsOf(use) : [{ name: gate.name, place, inside: true }],
  }
  const nodes: ExpandedNode[] = gate === null ? [] : [gate]
  const outputs = new Set(Object.values(found.value.outputs).map(({ node }) => names.get(node)))
  const hidden = gate === null ? [] : [gate.name]
  const inside: Surrounding = {
    variables: inputs.values,
    nameOf: (name) => part.names.get(name) ?? null,
    known: [...part.names.keys()],
  }
  for (const [name, inner] of Object.entries(found.value.nodes)) {
    const node: ExpandedNode = {
      name: names.get(name) ?? name,
      written: substitute(withWords(inner, written), inputs.values),
      file: found.file,
      path: ['nodes', name],
      matrix: use.matrix,
      part,
    }
    const made =
      inner.uses === undefined
        ? { nodes: [node], hidden: [] }
        : await expandUse(node, inside, expanding, `${prefix}__${name}`, [...above, own])
    nodes.push(...made.nodes)
    hidden.push(...made.hidden, ...made.nodes.map((one) => one.name).filter((one) => !outputs.has(one)))
  }
  return { nodes, hidden: [...new Set(hidden)] }
}

/** What the use itself needs, and all that it is a part of. */
function needsOf({ written, file, path, part }: ExpandedNode): PartNeed[] {
  const own = (written.needs ?? []).map((need, index): PartNeed => {
    const place = file.placeOf([...path, 'needs', index])
    return part === null
      ? { name: need, place, inside: false }
      : { name: part.names.get(need) ?? need, place, inside: true }
  })
  return [...own, ...(part?.needs ?? [])]
}

/** The node that waits for what a use needs and asks its `if`; null for a use without one. */
function gateOf(use: ExpandedNode, prefix: string, names: ReadonlyMap<string, string>): ExpandedNode | null {
  const { written } = use
  if (written.if === undefined) return null
  const taken = new Set(names.values())
  let name = `${prefix}__if`
  while (taken.has(name)) name += '_'
  const { needs, tags, owner } = written
  return {
    ...use,
    name,
    written: {
      sync: 'succeeded',
      if: written.if,
      description: `Whether ${use.name} is made.`,
      ...(needs !== undefined && { needs }),
      ...(tags !== undefined && { tags }),
      ...(owner !== undefined && { owner }),
    },
  }
}

/** What each node of the ingredient is called in the recipe; null when that cannot be. */
async function namesWithin(
  use: string,
  prefix: string,
  { file, value }: Ingredient,
  { ingredients, diagnostics }: Expanding,
): Promise<ReadonlyMap<string, string> | null> {
  const names = new Map(Object.keys(value.nodes).map((name) => [name, `${prefix}__${name}`]))
  let isRight = true
  const fault = (found: Diagnostic): void => {
    diagnostics.push(found)
    isRight = false
  }
  for (const [output, { node }] of Object.entries(value.outputs)) {
    if (names.has(node)) names.set(node, output === 'result' ? use : `${prefix}__${output}`)
    else {
      const place = file.placeOf(['outputs', output, 'node'])
      const hint = didYouMean(node, Object.keys(value.nodes))
      fault(diagnostic('recipe.unknown_node', place, `The ingredient has no node "${node}".`, hint))
    }
  }
  for (const [node, { uses, strategy }] of Object.entries(value.nodes)) {
    if (strategy !== undefined) {
      const place = file.keyPlace(['nodes', node], 'strategy')
      const message = 'A node of an ingredient cannot have "strategy".'
      fault(diagnostic('ingredient.key', place, message, 'Say it where it is used.'))
    }
    if (uses === undefined) continue
    // The further outputs of what it uses may be read by the other nodes.
    const inner = await ingredients.find(uses, file.placeOf(['nodes', node, 'uses']))
    for (const output of Object.keys(inner?.value.outputs ?? {}).filter((one) => one !== 'result'))
      names.set(`${node}__${output}`, `${prefix}__${node}__${output}`)
  }
  for (const [node, name] of names) {
    if (new RegExp(namePattern).test(name)) continue
    const message = `Used as "${use}", this node would be called ${name}, which is too long.`
    const place = file.keyPlace(['nodes'], Object.hasOwn(value.nodes, node) ? node : (node.split('__')[0] ?? node))
    fault(diagnostic('recipe.name', place, message, 'Shorten one of the names.'))
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
