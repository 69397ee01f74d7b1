import { recipeBudgets } from '../plan/budget.ts'
import { type OutsidePolicy, outsidePolicyOf } from '../plan/outside-policy.ts'
import type { Budget, Node, NodeId, Project } from '../recipe/types.ts'
import { fingerprintsOf, type Prints, settingsOf } from './fingerprint.ts'
import type { NodePrint } from './print.ts'

/**
 * A state of a repository as the other side of a comparison: what a plan needs to know of it, as plain data, so that it
 * can be kept and the state does not have to be read again.
 */
export interface Side {
  /** What stands elsewhere than in the nodes' files and may decide what they mean. */
  readonly settings: string
  /** What the project may cost; see `Policy`. */
  readonly budget: Budget | null
  /** What single recipes may cost, by their names. */
  readonly budgets: ReadonlyMap<string, Budget>
  /** What kitchens may do outside the warehouse. */
  readonly outside: OutsidePolicy
  /** The names of each recipe's nodes. */
  readonly recipes: ReadonlyMap<string, readonly string[]>
  /** Upstreams before downstreams. */
  readonly nodes: ReadonlyMap<NodeId, SideNode>
  readonly sources: ReadonlyMap<NodeId, NodePrint>
}

export interface SideNode extends Pick<Node, 'files' | 'upstreams' | 'variables' | 'condition'> {
  readonly own: Pick<Prints, 'identity' | 'variables' | 'checks'>
  readonly names: readonly string[] | null
  readonly print: NodePrint
}

const known = new WeakMap<Project, Side>()

/** A project as the other side; made once. */
export function sideOf(project: Project): Side {
  const found = known.get(project) ?? makeSide(project)
  known.set(project, found)
  return found
}

function makeSide(project: Project): Side {
  const { own: all, prints } = fingerprintsOf(project)
  const nodes = new Map<NodeId, SideNode>()
  for (const { id, files, upstreams, variables, condition } of project.order) {
    const [ours, print] = [all.get(id), prints.get(id)]
    if (ours === undefined || print === undefined) throw new Error(`${id} has no fingerprint`)
    const { identity, checks, names } = ours
    const own = { identity, variables: ours.variables, checks }
    nodes.set(id, { files, upstreams, variables, condition, own, names, print })
  }
  return {
    settings: settingsOf(project),
    budget: project.budget,
    budgets: recipeBudgets(project.recipes),
    outside: outsidePolicyOf(project),
    recipes: new Map(project.recipes.map((recipe) => [recipe.name, recipe.nodes.map((node) => node.name)])),
    nodes,
    sources: new Map([...project.sources.keys()].flatMap((id) => printOf(id, prints))),
  }
}

function printOf(id: NodeId, prints: ReadonlyMap<NodeId, NodePrint>): [NodeId, NodePrint][] {
  const print = prints.get(id)
  return print === undefined ? [] : [[id, print]]
}
