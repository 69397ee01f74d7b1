import picomatch from 'picomatch'
import { topologicalOrder } from '../graph/order.ts'
import type { SqlParser } from '../sql/parser.ts'
import { type Diagnostic, diagnostic, hasErrors, sortDiagnostics } from '../text/diagnostic.ts'
import { plainGlobs } from '../text/globs.ts'
import { didYouMean } from '../text/nearest.ts'
import { startOf } from '../text/source.ts'
import { checkShape } from '../written/check.ts'
import type { WrittenProject, WrittenRecipe } from '../written/types.ts'
import { readYaml, type WrittenFile } from '../written/yaml.ts'
import { assembleRecipe } from './assemble.ts'
import { namesOf } from './names.ts'
import type { Tree } from './tree.ts'
import type { Loaded, Node, Project, Recipe } from './types.ts'

export const projectFile = 'galley.yaml'

/**
 * Reads `galley.yaml`, the recipes that it names and the SQL that they name, and nothing else. Every fault is a
 * diagnostic; one broken file does not hide what is wrong in the others.
 */
export async function loadProject(tree: Tree, parser: SqlParser): Promise<Loaded> {
  const diagnostics: Diagnostic[] = []
  const project = await readWritten<WrittenProject>(tree, 'project', projectFile, diagnostics)
  if (project === null) return { ok: false, diagnostics: sortDiagnostics(diagnostics) }
  checkConnections(project, diagnostics)

  const written = await readRecipes(tree, project, diagnostics)
  const schema = project.value.environments.production.schema
  const names = namesOf(
    written.map((one) => one.value),
    schema,
  )
  const recipes: Recipe[] = []
  for (const one of written) recipes.push(await assembleRecipe({ tree, parser, names, ...one, diagnostics }))

  checkRelations(project.value, recipes, diagnostics)
  const ordered = topologicalOrder(
    recipes.flatMap((recipe) => recipe.nodes).map((node) => ({ id: node.id, upstreams: waitsFor(node), node })),
  )
  if (!ordered.ok) diagnostics.push(cycleDiagnostic(ordered.cycle.map((vertex) => vertex.node)))
  const sorted = sortDiagnostics(diagnostics)
  if (!ordered.ok || hasErrors(sorted)) return { ok: false, diagnostics: sorted }
  return {
    ok: true,
    project: assembleProject(
      project.value,
      recipes,
      ordered.order.map((vertex) => vertex.node),
    ),
    diagnostics: sorted,
  }
}

/** A node waits for what it reads and for what its tests read: a failing test has to stop what is downstream. */
export function waitsFor(node: Node): Node['id'][] {
  // A test reads its own node; a query that does is a cycle.
  const read = node.tests.flatMap((test) => test.reads).filter((id) => id !== node.id)
  return [...new Set([...node.upstreams, ...read])]
}

interface Written<T> {
  readonly file: WrittenFile
  readonly value: T
}

async function readWritten<T>(
  tree: Tree,
  kind: 'project' | 'recipe',
  path: string,
  diagnostics: Diagnostic[],
): Promise<Written<T> | null> {
  if (!tree.entries.has(path)) {
    const hint = 'Galley looks for it at the root of the repository.'
    diagnostics.push(diagnostic('project.missing', startOf(path), `There is no ${path}.`, hint))
    return null
  }
  const read = readYaml(path, await tree.read(path))
  const faults = read.ok ? checkShape(kind, read.file) : read.diagnostics
  diagnostics.push(...faults)
  return read.ok && faults.length === 0 ? { file: read.file, value: read.file.value as T } : null
}

async function readRecipes(
  tree: Tree,
  project: Written<WrittenProject>,
  diagnostics: Diagnostic[],
): Promise<Written<WrittenRecipe>[]> {
  const globs = [project.value.recipes].flat()
  const paths = [...tree.entries.keys()]
    .filter((path) => globs.some((glob) => picomatch.isMatch(path, glob, plainGlobs)))
    .sort()
  if (paths.length === 0) {
    const hint = 'Write a recipe, or mend the glob.'
    diagnostics.push(diagnostic('project.no_recipe', project.file.placeOf(['recipes']), 'No file is a recipe.', hint))
  }
  const found: Written<WrittenRecipe>[] = []
  for (const path of paths) {
    const one = await readWritten<WrittenRecipe>(tree, 'recipe', path, diagnostics)
    if (one === null) continue
    const other = found.find((earlier) => earlier.value.recipe === one.value.recipe)
    if (other === undefined) found.push(one)
    else {
      const related = { ...other.file.placeOf(['recipe']), message: 'first declared here' }
      const message = `The recipe "${one.value.recipe}" is declared twice.`
      diagnostics.push(
        diagnostic('recipe.duplicate', one.file.placeOf(['recipe']), message, 'Give it another name.', [related]),
      )
    }
  }
  return found
}

function checkConnections({ file, value }: Written<WrittenProject>, diagnostics: Diagnostic[]): void {
  const known = Object.keys(value.connections)
  for (const [name, environment] of Object.entries(value.environments)) {
    if (known.includes(environment.connection)) continue
    const place = file.placeOf(['environments', name, 'connection'])
    const message = `There is no connection "${environment.connection}".`
    diagnostics.push(
      diagnostic('project.unknown_connection', place, message, didYouMean(environment.connection, known)),
    )
  }
  const { production, kitchen } = value.environments
  if (kitchen !== undefined && kitchen.connection !== production.connection && known.includes(kitchen.connection)) {
    const place = file.placeOf(['environments', 'kitchen', 'connection'])
    const message = 'A kitchen has to be on the connection of production, where the data is.'
    diagnostics.push(diagnostic('project.kitchen_connection', place, message, `Write "${production.connection}".`))
  }
}

/** People read all recipes' nodes in one schema: a name can be one node's only, and the schema no other's. */
function checkRelations(project: WrittenProject, recipes: readonly Recipe[], diagnostics: Diagnostic[]): void {
  const first = new Map<string, Node>()
  for (const node of recipes.flatMap((recipe) => recipe.nodes)) {
    const other = first.get(node.name)
    if (other === undefined) first.set(node.name, node)
    else {
      const message = `Both ${other.recipe} and ${node.recipe} have a node "${node.name}", and both would be ${project.environments.production.schema}.${node.name}.`
      const related = { ...other.place, message: 'the other one' }
      diagnostics.push(diagnostic('recipe.duplicate_relation', node.place, message, 'Rename one.', [related]))
    }
  }
}

function cycleDiagnostic(cycle: readonly Node[]): Diagnostic {
  const [first, ...rest] = cycle
  if (first === undefined) throw new Error('a cycle has at least one node')
  const names = [...cycle, first].map((node) => node.name).join(' reads ')
  const related = rest.map((node) => ({ ...node.place, message: `${node.name} is part of it` }))
  return diagnostic(
    'graph.cycle',
    first.place,
    `These nodes wait for one another: ${names}.`,
    'Break the circle.',
    related,
  )
}

function assembleProject(written: WrittenProject, recipes: readonly Recipe[], order: readonly Node[]): Project {
  const { production, kitchen } = written.environments
  return {
    connections: new Map(
      Object.entries(written.connections).map(([name, connection]) => [name, { name, ...connection }]),
    ),
    production,
    kitchen: { connection: kitchen?.connection ?? production.connection },
    recipes,
    order,
    sources: new Map(recipes.flatMap((recipe) => recipe.sources.map((source) => [source.id, source]))),
    nodes: new Map(order.map((node) => [node.id, node])),
  }
}
