import type { Node, Project } from '../../recipes-schema/recipe/types.ts'
import { count } from '../../recipes-schema/text/count.ts'
import type { Place } from '../../recipes-schema/text/diagnostic.ts'
import { exits, Fault } from '../fault.ts'
import { isKnownEngine } from '../warehouses/index.ts'

/**
 * What recipes may say and orders do not carry out yet: refused before anything starts, for what is not done must not
 * look done. Whoever builds one of these deletes its line.
 */
const ofNodes: readonly [what: string, found: (node: Node) => boolean][] = [
  ['sandbox', (node) => node.sandbox !== null && node.kind !== 'http' && !isOutsideKind(node.kind)],
]

const ofProjects: readonly [what: string, found: (project: Project) => Place | null | undefined][] = [
  [
    'connections of types that it has no engine for',
    (project) => [...project.connections.values()].find((one) => !isKnownEngine(one.type))?.place,
  ],
  ['another connection than that of production', elsewhere],
]

/** Throws a Fault that names every such thing in the project, with a place of each. */
export function refuseNotYet(project: Project): void {
  const found = [
    ...ofNodes.flatMap(([what, is]) => first(what, project.order.find(is))),
    ...ofProjects.flatMap(([what, placeIn]) => first(what, { place: placeIn(project) })),
  ]
  if (found.length === 0) return
  const message = `This Galley reads ${count(found.length, 'thing')} in these recipes that it cannot carry out yet: ${found.join('; ')}.`
  throw new Fault('order.not_yet', exits.usage, message, 'Leave them out until a later version can.')
}

/** A warehouse that is declared and that nothing works in is nobody's business. */
function elsewhere({ order, sources, production }: Project): Place | undefined {
  return [...sources.values(), ...order].find(({ connection }) => connection !== production.connection)?.place
}

function isOutsideKind(kind: Node['kind']): boolean {
  return ['airflow', 'control_m', 'dbt', 'dagster', 'prefect', 'workflow'].includes(kind)
}

function first(what: string, found: { readonly place: Place | null | undefined } | undefined): string[] {
  return found?.place ? [`\`${what}\` (${found.place.file}:${found.place.line})`] : []
}
