import { topologicalOrder } from '../graph/order.ts'
import type { SqlParser } from '../sql/parser.ts'
import { type Diagnostic, hasErrors, sortDiagnostics } from '../text/diagnostic.ts'
import { secondsOf } from '../text/units.ts'
import type { WrittenProject } from '../written/types.ts'
import { readPolicy } from './assemble/policy.ts'
import { checkRelations, cycleDiagnostic } from './check-graph.ts'
import { type Choice, noChoice } from './choice.ts'
import { type Connections, namesOfConnections, readConnections } from './connections.ts'
import { joinRecipes } from './join-recipes.ts'
import { readObservers } from './observers.ts'
import { prune } from './prune.ts'
import { readWritten, type Written } from './read-files.ts'
import { assembleRecipes } from './recipes.ts'
import { readSecretProviders, secretsOf } from './secret-providers.ts'
import type { Tree } from './tree.ts'
import type { Loaded, Node, Project, Recipe } from './types.ts'
import { waitsFor } from './waits-for.ts'

export { waitsFor } from './waits-for.ts'

export const projectFile = 'galley.yaml'

/**
 * Reads `galley.yaml`, the recipes that it names and the SQL and ingredients that they name, and nothing else. Every
 * fault is a diagnostic; one broken file does not hide what is wrong in the others.
 */
export async function loadProject(tree: Tree, parser: SqlParser, choice: Choice = noChoice): Promise<Loaded> {
  const diagnostics: Diagnostic[] = []
  const project = await readWritten<WrittenProject>(tree, 'project', projectFile, diagnostics)
  if (project === null) return { ok: false, diagnostics: finished(diagnostics) }
  const connections = readConnections(project, diagnostics)
  const providers = readSecretProviders(project, diagnostics)
  const observers = readObservers(project, diagnostics)
  const policy = readPolicy(project.value, project.file, diagnostics)

  const named = namesOfConnections(connections, project.value.environments.production.connection)
  const shared = { tree, parser, connections: named, diagnostics }
  const assembled = await assembleRecipes(shared, project, choice)
  const recipes = prune(joinRecipes(assembled), choice)

  checkRelations(project.value, recipes, diagnostics)
  const ordered = topologicalOrder(
    recipes.flatMap((recipe) => recipe.nodes).map((node) => ({ id: node.id, upstreams: waitsFor(node), node })),
  )
  if (!ordered.ok) diagnostics.push(cycleDiagnostic(ordered.cycle.map((vertex) => vertex.node)))
  const found = finished(diagnostics)
  if (!ordered.ok || hasErrors(found)) return { ok: false, diagnostics: found }
  const order = ordered.order.map((vertex) => vertex.node)
  const whole = {
    ...settingsOf(project, connections, providers),
    observers,
    gate: gateOf(project.value),
    comment: project.value.comment ?? true,
    ...graphOf(recipes, order),
  }
  return { ok: true, project: { ...whole, ...policy, variation: choice.variation ?? 'default' }, diagnostics: found }
}

/** Where a project works: what stands in `galley.yaml` alone. */
export type Settings = Pick<Project, 'connections' | 'services' | 'secretProviders' | 'production' | 'kitchen'>

/** Reads `galley.yaml` alone; null where there is none, or it has faults. */
export async function loadSettings(tree: Tree): Promise<Settings | null> {
  const diagnostics: Diagnostic[] = []
  const project = await readWritten<WrittenProject>(tree, 'project', projectFile, diagnostics)
  if (project === null) return null
  const connections = readConnections(project, diagnostics)
  const providers = readSecretProviders(project, diagnostics)
  return hasErrors(diagnostics) ? null : settingsOf(project, connections, providers)
}

/** In the order of the files, each once: what is wrong in an ingredient is wrong for everybody who uses it. */
function finished(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const keyOf = ({ code, file, line, column, message }: Diagnostic): string =>
    JSON.stringify([code, file, line, column, message])
  const first = new Map<string, Diagnostic>()
  for (const one of diagnostics) if (!first.has(keyOf(one))) first.set(keyOf(one), one)
  return sortDiagnostics([...first.values()])
}

function settingsOf(
  { value }: Written<WrittenProject>,
  { warehouses, services }: Connections,
  secretProviders: Settings['secretProviders'],
): Settings {
  const { production, kitchen } = value.environments
  return {
    connections: warehouses,
    services,
    secretProviders,
    production: { connection: production.connection, schema: production.schema, secrets: secretsOf(production) },
    kitchen: {
      connection: kitchen?.connection ?? production.connection,
      ttl: kitchen?.ttl === undefined ? null : secondsOf(kitchen.ttl),
      bind: kitchen?.bind ?? 'changed',
      secrets: secretsOf(kitchen),
    },
  }
}

function gateOf({ gate }: WrittenProject): Project['gate'] {
  return { approvals: gate?.approvals ?? 0, codeOwners: gate?.code_owners ?? false }
}

function graphOf(
  recipes: readonly Recipe[],
  order: readonly Node[],
): Pick<Project, 'recipes' | 'order' | 'sources' | 'nodes'> {
  return {
    recipes,
    order,
    sources: new Map(recipes.flatMap((recipe) => recipe.sources.map((source) => [source.id, source]))),
    nodes: new Map(order.map((node) => [node.id, node])),
  }
}
