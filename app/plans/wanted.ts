import type { Plan, PlannedNode } from '../../recipes-schema/plan/types.ts'
import { madeInPart, type Seen, seenInPart } from '../../recipes-schema/quality/seen.ts'
import { testKind } from '../../recipes-schema/quality/tests/index.ts'
import { unmetNeed } from '../../recipes-schema/quality/unmet-need.ts'
import { waitsFor } from '../../recipes-schema/recipe/load.ts'
import { type Node, type NodeId, nodeId, type Project, type Test } from '../../recipes-schema/recipe/types.ts'
import type { WantedNode, WantedTest } from '../orders/order.ts'

/** What an order's report has to hold: every node that runs or is checked, with the tests and measures it has. */
export function wantedOf(plan: Plan, project: Project): WantedNode[] {
  const planned = new Map<NodeId, PlannedNode>(
    plan.recipes.flatMap(({ recipe, nodes }) => nodes.map((node) => [nodeId(recipe, node.node), node] as const)),
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
  const seen = seenInPart(project, madeInPart(project, planned))
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
        tests: node.tests.map((test) => wantedTest(node, test, seen)),
        measures: node.measures.map((measure) => measure.name),
        mayBeLeftAlone: leavable.has(node.id),
      },
    ]
  })
}

/** Only what the recipe's own policy keeps the kitchen from answering: a runner cannot leave out what it likes. */
function wantedTest(node: Node, test: Test, seen: ReadonlyMap<NodeId, Seen>): WantedTest {
  const { name, severity } = test
  const left = unmetNeed(node, test, seen) !== null || testKind(test.kind).production?.(test.options) === true
  return { name, severity, ...(left ? { mayBeLeftOut: true } : {}) }
}
