import type { NodeId } from '../recipe/types.ts'
import type { Plan, PlannedNode, Reason } from './types.ts'

/** One step of the story why a node is in the plan as it is: from the node itself to what was written. */
export interface StoryStep extends Reason {
  /** `recipe.node`. */
  readonly node: string
  readonly action: PlannedNode['action']
}

/**
 * The shortest way from a node to what causes its action, the node first. Null when the plan has no such node; `name` is
 * `recipe.node`, or a name that is looked for in every recipe.
 */
export function explain(plan: Plan, name: string): StoryStep[] | null {
  const nodes = new Map<string, Placed>(
    plan.recipes.flatMap(({ recipe, nodes }) =>
      nodes.map((planned) => [`${recipe}.${planned.node}`, { recipe, planned }] as const),
    ),
  )
  const start = nodes.has(name) ? name : [...nodes.keys()].find((id) => id.endsWith(`.${name}`))
  if (start === undefined) return null
  // Breadth first, so that the first cause that is found is a nearest one.
  const from = new Map<string, string | null>([[start, null]])
  const queue = [start]
  for (const id of queue) {
    const one = nodes.get(id)
    if (one === undefined || !isPassedOn(one.planned.reason)) return pathTo(id, from, nodes)
    for (const cause of one.planned.reason.because) {
      const upstream = cause.includes('.') ? cause : `${one.recipe}.${cause}`
      if (from.has(upstream)) continue
      from.set(upstream, id)
      queue.push(upstream)
    }
  }
  return pathTo(start, from, nodes)
}

interface Placed {
  readonly recipe: string
  readonly planned: PlannedNode
}

function isPassedOn({ code, because }: Reason): boolean {
  return because.length > 0 && (code === 'upstream_changed' || code === 'excluded')
}

/** From the node that was asked for to `last`; a source is no planned node, and ends the story unsaid. */
function pathTo(
  last: string,
  from: ReadonlyMap<string, string | null>,
  nodes: ReadonlyMap<string, Placed>,
): StoryStep[] {
  const path: StoryStep[] = []
  for (let id: string | null = last; id !== null; id = from.get(id) ?? null) {
    const one = nodes.get(id)
    if (one !== undefined) path.unshift({ node: id as NodeId, action: one.planned.action, ...one.planned.reason })
  }
  return path
}
