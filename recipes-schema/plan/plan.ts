import { fingerprintsOf } from '../fingerprint/fingerprint.ts'
import { type Side, sideOf } from '../fingerprint/side.ts'
import type { NodeId, Project } from '../recipe/types.ts'
import { canonicalJson, sha256 } from '../text/digest.ts'
import { countActions, decide, type ProductionState, type Sides } from './decide.ts'
import type { Known } from './drift.ts'
import { untrustedNodes } from './outside-policy.ts'
import type { Plan, PlanDigest, PlannedNode, RecipePlan } from './types.ts'

export interface PlanShas {
  readonly base: string | null
  readonly head: string
  readonly merge_base: string | null
}

export interface Change {
  /** The merge base; null when there is nothing to compare with. */
  readonly base: Project | Side | null
  readonly head: Project
  readonly shas: PlanShas
  /** Nodes to run in any case, as `recipe.node`. */
  readonly force?: readonly string[]
  /** The nodes that may run; all where it is not given. */
  readonly selected?: ReadonlySet<NodeId> | null
  /** Where it is to be carried out; a kitchen where it is not given. */
  readonly target?: Sides['target']
  /** What production's bindings may rightly be; see `Sides`. */
  readonly known?: Known | null
  /** What the kitchen has made already. */
  readonly built?: Sides['built']
}

/**
 * What a change causes, from the repository alone: production is taken to stand at the merge base. The App, a laptop and
 * the Action come to the same digest from the same trees.
 */
export function planChange(change: Change): Plan {
  return planAgainst(change, null)
}

/** The same plan, refined by what production really runs. The digest is that of the change alone. */
export function planAgainst(change: Change, production: ProductionState | null): Plan {
  const { head, force = [], selected = null, target = 'kitchen', known = null, built = null } = change
  const base = change.base === null || 'settings' in change.base ? change.base : sideOf(change.base)
  const sides: Sides = { base, head, production, force, selected, target, known, built, untrusted: new Set() }
  // Whoever carries it out for somebody else trusts the base alone; on their own machine people may do as they like.
  const untrusted = base === null ? sides.untrusted : untrustedNodes(head, base.outside)
  const alone = decide({ ...sides, production: null, built: null, target: 'kitchen', untrusted })
  const nodes = production === null && built === null && target === 'kitchen' ? alone : decide(sides)
  const { base: baseSha, head: headSha, merge_base } = change.shas
  return {
    schema_version: 1,
    digest: digestOf(head, byRecipe(sides, alone)),
    base: baseSha,
    head: headSha,
    merge_base,
    production: production === null ? null : { version: production.version },
    recipes: byRecipe(sides, nodes),
    counts: countActions(nodes),
  }
}

/** The nodes that a change runs, checks again, or would if it could: what `changed` selects. */
export function changedNodes(change: Change): Set<NodeId> {
  const { recipes } = planChange({ ...change, selected: null, force: [] })
  return new Set(
    recipes.flatMap(({ recipe, nodes }) =>
      nodes
        .filter((node) => node.action !== 'reuse' || node.check || node.was !== null)
        .map((node) => `${recipe}.${node.node}` as NodeId),
    ),
  )
}

/** True when a plan leaves nothing to do: no node runs, none is checked again, none is taken away. */
export function isEmptyPlan(plan: Plan): boolean {
  return plan.recipes.every(
    (recipe) => recipe.removed.length === 0 && recipe.nodes.every((node) => node.action !== 'run' && !node.check),
  )
}

function byRecipe({ base, head }: Sides, nodes: readonly PlannedNode[]): RecipePlan[] {
  const own = new Map<string, PlannedNode[]>()
  for (const [index, { recipe }] of head.order.entries()) {
    const node = nodes[index]
    if (node === undefined) continue
    const others = own.get(recipe)
    if (others === undefined) own.set(recipe, [node])
    else others.push(node)
  }
  const names = new Set([...head.recipes.map((recipe) => recipe.name), ...(base?.recipes.keys() ?? [])])
  return [...names].sort().map((recipe) => {
    const present = own.get(recipe) ?? []
    const now = new Set(present.map((node) => node.node))
    const removed = (base?.recipes.get(recipe) ?? []).filter((name) => !now.has(name))
    return { recipe, variation: head.variation, nodes: present, removed: removed.sort(), counts: countActions(present) }
  })
}

/**
 * Everything that carrying the plan out depends on, and nothing that differs between machines: no SHA (a squash merge
 * is the same change), no order of files, no production.
 */
function digestOf(head: Project, recipes: readonly RecipePlan[]): PlanDigest {
  const { own } = fingerprintsOf(head)
  const content = recipes.map(({ recipe, variation, nodes, removed }) => [
    recipe,
    variation,
    removed,
    nodes
      .map((node) => {
        const id = `${recipe}.${node.node}` as NodeId
        const { action, reason, fingerprint, check, was } = node
        // Under which condition a node runs is part of what is done, though of no result.
        const condition = head.nodes.get(id)?.condition ?? null
        return [node.node, node.kind, action, reason.code, fingerprint, check, own.get(id)?.checks, was, condition]
      })
      .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  ])
  return `sha256:${sha256(canonicalJson([2, content]))}` as PlanDigest
}
