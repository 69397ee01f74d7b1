import { fingerprintsOf } from '../fingerprint/fingerprint.ts'
import type { NodeId, Project } from '../recipe/types.ts'
import { canonicalJson, sha256 } from '../text/digest.ts'
import { countActions, decide, type ProductionState, type Sides } from './decide.ts'
import type { Plan, PlanDigest, PlannedNode, RecipePlan } from './types.ts'

export interface PlanShas {
  readonly base: string | null
  readonly head: string
  readonly merge_base: string | null
}

interface Change {
  readonly base: Project | null
  readonly head: Project
  readonly shas: PlanShas
  /** Nodes to run in any case, as `recipe.node`. */
  readonly force?: readonly string[]
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
  const sides: Sides = { base: change.base, head: change.head, production, force: change.force ?? [] }
  const alone = decide({ ...sides, production: null })
  const nodes = production === null ? alone : decide(sides)
  const recipes = byRecipe(change, nodes)
  const { base, head, merge_base } = change.shas
  return {
    schema_version: 1,
    digest: digestOf(change.head, byRecipe(change, alone)),
    base,
    head,
    merge_base,
    production: production === null ? null : { version: production.version },
    recipes,
    counts: countActions(nodes),
  }
}

/** True when a plan leaves nothing to do: no node runs, none is checked again, none is taken away. */
export function isEmptyPlan(plan: Plan): boolean {
  return plan.recipes.every(
    (recipe) => recipe.removed.length === 0 && recipe.nodes.every((node) => node.action !== 'run' && !node.check),
  )
}

function byRecipe({ base, head }: Change, nodes: readonly PlannedNode[]): RecipePlan[] {
  const ids = new Map(head.order.map((node, index): [NodeId, PlannedNode | undefined] => [node.id, nodes[index]]))
  const headNames = new Map(head.recipes.map((recipe) => [recipe.name, recipe]))
  const names = new Set([...head.recipes, ...(base?.recipes ?? [])].map((recipe) => recipe.name))
  return [...names].sort().map((recipe) => {
    const own = head.order.filter((node) => node.recipe === recipe).flatMap((node) => ids.get(node.id) ?? [])
    const before = base?.recipes.find((one) => one.name === recipe)?.nodes ?? []
    const now = new Set(headNames.get(recipe)?.nodes.map((node) => node.name))
    const removed = before.map((node) => node.name).filter((name) => !now.has(name))
    return { recipe, variation: 'default', nodes: own, removed: removed.sort(), counts: countActions(own) }
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
      .map((node) => [
        node.node,
        node.kind,
        node.action,
        node.reason.code,
        node.fingerprint,
        node.check,
        checksOf(own, recipe, node),
      ])
      .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  ])
  return `sha256:${sha256(canonicalJson([1, content]))}` as PlanDigest
}

function checksOf(
  own: ReturnType<typeof fingerprintsOf>['own'],
  recipe: string,
  node: PlannedNode,
): string | undefined {
  return own.get(`${recipe}.${node.node}` as NodeId)?.checks
}
