import type { Plan, PlannedNode } from '../../recipes-schema/plan/types.ts'
import { waitsFor } from '../../recipes-schema/recipe/load.ts'
import type { Project } from '../../recipes-schema/recipe/types.ts'
import type { WantedNode } from '../orders/order.ts'

/** What an order's report has to hold: every node that runs or is checked, with the tests and measures it has. */
export function wantedOf(plan: Plan, project: Project): WantedNode[] {
  const planned = new Map<string, PlannedNode>(
    plan.recipes.flatMap(({ recipe, nodes }) => nodes.map((node) => [`${recipe}.${node.node}`, node] as const)),
  )
  const leavable = new Set<string>()
  for (const node of project.order)
    if (
      node.condition !== null ||
      node.outside ||
      node.continueOnError ||
      waitsFor(node).some((id) => leavable.has(id))
    )
      leavable.add(node.id)
  return project.order.flatMap((node): WantedNode[] => {
    const found = planned.get(node.id)
    if (found === undefined || (found.action !== 'run' && !found.check)) return []
    return [
      {
        recipe: node.recipe,
        node: node.name,
        run: found.action === 'run',
        file: node.place.file,
        line: node.place.line,
        tests: node.tests.map(({ name, severity }) => ({ name, severity })),
        measures: node.measures.map((measure) => measure.name),
        mayBeLeftAlone: leavable.has(node.id),
      },
    ]
  })
}
