import type { ProjectAssembly, Scope } from '../../kinds/assembly.ts'
import { type Diagnostic, diagnostic } from '../../text/diagnostic.ts'
import { didYouMean } from '../../text/nearest.ts'
import { folderOf } from '../../text/path.ts'
import type { ExpandedNode, ExpandedRecipe, IngredientPart, PartNeed } from '../expand/expanded.ts'
import type { Node, NodeId, Recipe, Variable } from '../types.ts'
import { assembleNode } from './node.ts'
import { readPolicy, readSchedule } from './policy.ts'
import { readSources } from './sources.ts'
import { readVariations } from './variations.ts'

/** Turns an expanded recipe into a recipe: every name resolved, every query parsed. Nodes with faults are left out. */
export async function assembleRecipe(
  project: ProjectAssembly,
  recipe: ExpandedRecipe,
  variables: ReadonlyMap<string, Variable>,
): Promise<Recipe> {
  const { diagnostics } = project
  const { file, value } = recipe
  const nodes: Node[] = []
  const uses = new Set(recipe.nodes.flatMap(({ part }) => part ?? []))
  const wrong = new Set([...uses].filter((part) => !hasRelations(part, value.recipe, project)))
  for (const expanded of recipe.nodes) {
    if (expanded.part !== null && wrong.has(expanded.part)) continue
    const node = await assembleExpanded(project, recipe, expanded, variables)
    if (node !== null) nodes.push(node)
  }
  const parts = recipe.nodes.map(({ name }) => name)
  return {
    name: value.recipe,
    file: file.source.file,
    description: value.description ?? null,
    fromDbt: value.from_dbt === undefined ? null : { digest: value.from_dbt, place: file.keyPlace([], 'from_dbt') },
    schedule: value.schedule === undefined ? null : readSchedule(value.schedule, file, ['schedule'], diagnostics),
    variations: readVariations(value, parts, file, diagnostics),
    variables,
    sources: await readSources(project, value, file),
    nodes,
    ...readPolicy(value, file, diagnostics),
  }
}

async function assembleExpanded(
  project: ProjectAssembly,
  { value: recipe, file: recipeFile }: ExpandedRecipe,
  expanded: ExpandedNode,
  variables: ReadonlyMap<string, Variable>,
): Promise<Node | null> {
  const { file, path, part } = expanded
  const found: Diagnostic[] = []
  const scope = scopeOf(project, recipe.recipe, part)
  const connection = readConnection(project, expanded, found)
  const node = await assembleNode({
    ...project,
    ...expanded,
    diagnostics: found,
    recipe,
    scope,
    folder: folderOf(file.source.file),
    variables: part?.inputs ?? variables,
    place: file.keyPlace(path.slice(0, -1), String(path.at(-1))),
    connection,
    dialect: project.connections.warehouses.get(connection) ?? 'duckdb',
  })
  if (part === null) {
    project.diagnostics.push(...found)
    return node
  }
  // What is wrong inside an ingredient is shown there, together with who uses it.
  const uses = part.uses.map((use) => ({ ...use, message: 'used here' }))
  project.diagnostics.push(...found.map((one) => ({ ...one, related: [...one.related, ...uses] })))
  const needs = part.needs.flatMap((need) => needed(need, recipe.recipe, project))
  return node === null ? null : withNeeds(node, needs, recipeFile.source.file, project)
}

/** What a use needs. */
function needed({ name, place, inside }: PartNeed, recipe: string, { names, diagnostics }: ProjectAssembly): NodeId[] {
  if (inside) return [names.within(recipe, name)].filter((id) => id !== null)
  const found = names.all(recipe, name)
  if (found.length > 0 || names.mayBe(recipe, name)) return [...found]
  const hint = didYouMean(name, names.known(recipe))
  diagnostics.push(diagnostic('recipe.unknown_node', place, `There is no node "${name}".`, hint))
  return []
}

/** Whether the relations that a use gives are there. */
function hasRelations({ relations }: IngredientPart, recipe: string, { names, diagnostics }: ProjectAssembly): boolean {
  const missing = relations.filter(({ name }) => names.resolve(recipe, null, name) === null)
  for (const { name, place } of missing.filter(({ name }) => !names.mayBe(recipe, name))) {
    const hint = didYouMean(name, names.known(recipe))
    diagnostics.push(diagnostic('ingredient.input', place, `There is no node or source "${name}".`, hint))
  }
  return missing.length === 0
}

function scopeOf({ names }: ProjectAssembly, recipe: string, part: IngredientPart | null): Scope {
  if (part === null)
    return {
      resolve: (schema, name) => names.resolve(recipe, schema, name),
      all: (name) => names.all(recipe, name),
      known: () => names.known(recipe),
      mayBe: (name) => names.mayBe(recipe, name),
      aliases: {},
    }
  // Inside an ingredient there is nothing but its own nodes and what it was given.
  const resolve: Scope['resolve'] = (schema, name) => {
    const outer = schema === null ? part.names.get(name.toLowerCase()) : undefined
    return outer === undefined ? null : names.within(recipe, outer)
  }
  return {
    resolve,
    all: (name) => [resolve(null, name)].filter((id) => id !== null),
    known: () => [...part.names.keys()],
    mayBe: () => false,
    aliases: Object.fromEntries(
      [...part.names.keys()].flatMap((name) => {
        const id = resolve(null, name)
        return id === null ? [] : [[name, id]]
      }),
    ),
  }
}

/** The uses of an ingredient wait for what the use needs, and stand in the recipe's file, too. */
function withNeeds(node: Node, needs: readonly Node['id'][], recipeFile: string, { tree }: ProjectAssembly): Node {
  const add = (ids: readonly Node['id'][]): Node['id'][] => [...new Set([...ids, ...needs])].sort()
  const recipe = { path: recipeFile, blob: tree.entries.get(recipeFile) ?? '' }
  return { ...node, upstreams: add(node.upstreams), whole: add(node.whole), files: [recipe, ...node.files] }
}

function readConnection(
  { connections }: ProjectAssembly,
  { written, file, path }: ExpandedNode,
  diagnostics: Diagnostic[],
): string {
  const name = written.connection
  if (name === undefined || connections.warehouses.has(name)) return name ?? connections.production
  const message = `There is no warehouse "${name}" among the connections.`
  const hint = didYouMean(name, [...connections.warehouses.keys()])
  diagnostics.push(diagnostic('recipe.unknown_connection', file.placeOf([...path, 'connection']), message, hint))
  return connections.production
}
