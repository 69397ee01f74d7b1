import { topologicalOrder } from '../graph/order.ts'
import type { SqlParser } from '../sql/parser.ts'
import { type Diagnostic, hasErrors, sortDiagnostics } from '../text/diagnostic.ts'
import { secondsOf } from '../text/units.ts'
import type { WrittenProject } from '../written/types.ts'
import { readPolicy } from './assemble/policy.ts'
import { assembleRecipe } from './assemble/recipe.ts'
import { checkRelations, cycleDiagnostic } from './check-graph.ts'
import { type Connections, namesOfConnections, readConnections } from './connections.ts'
import { joinRecipes } from './join-recipes.ts'
import { namesOf } from './names.ts'
import { readRecipes, readWritten, type Written } from './read-files.ts'
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
  const connections = readConnections(project, diagnostics)

  const written = await readRecipes(tree, project, diagnostics)
  const { production } = project.value.environments
  const names = namesOf(
    written.map((one) => one.value),
    production.schema,
  )
  const shared = {
    tree,
    parser,
    names,
    connections: namesOfConnections(connections, production.connection),
    diagnostics,
  }
  const assembled: Recipe[] = []
  for (const one of written) assembled.push(await assembleRecipe(shared, one))
  const recipes = joinRecipes(assembled)

  checkRelations(project.value, recipes, diagnostics)
  const ordered = topologicalOrder(
    recipes.flatMap((recipe) => recipe.nodes).map((node) => ({ id: node.id, upstreams: waitsFor(node), node })),
  )
  if (!ordered.ok) diagnostics.push(cycleDiagnostic(ordered.cycle.map((vertex) => vertex.node)))
  const policy = readPolicy(project.value, project.file, diagnostics)
  const sorted = sortDiagnostics(diagnostics)
  if (!ordered.ok || hasErrors(sorted)) return { ok: false, diagnostics: sorted }
  const order = ordered.order.map((vertex) => vertex.node)
  return {
    ok: true,
    project: { ...assembleProject(project, connections, recipes, order), ...policy },
    diagnostics: sorted,
  }
}

/** A node waits for what it reads and for what its tests read: a failing test has to stop what is downstream. */
export function waitsFor(node: Node): Node['id'][] {
  // A test reads its own node; a query that does is a cycle.
  const read = node.tests.flatMap((test) => test.reads).filter((id) => id !== node.id)
  return [...new Set([...node.upstreams, ...read])]
}

function assembleProject(
  { value }: Written<WrittenProject>,
  { warehouses, services }: Connections,
  recipes: readonly Recipe[],
  order: readonly Node[],
): Omit<Project, 'permissions' | 'budget' | 'alerts' | 'retention'> {
  const { production, kitchen } = value.environments
  return {
    connections: warehouses,
    services,
    production: { connection: production.connection, schema: production.schema },
    kitchen: {
      connection: kitchen?.connection ?? production.connection,
      ttl: kitchen?.ttl === undefined ? null : secondsOf(kitchen.ttl),
      bind: kitchen?.bind ?? 'changed',
    },
    variation: 'default',
    recipes,
    order,
    sources: new Map(recipes.flatMap((recipe) => recipe.sources.map((source) => [source.id, source]))),
    nodes: new Map(order.map((node) => [node.id, node])),
  }
}
