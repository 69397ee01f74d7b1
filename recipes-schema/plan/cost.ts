import type { NodeId } from '../recipe/types.ts'
import type { Plan } from './types.ts'

/** What a node took when it was last run; null: nobody knows. */
export interface NodeHistory {
  /** Of its newest build. */
  readonly rows: number | null
  /** Of the relations that it reads. */
  readonly bytes: number | null
  /** The median of its last orders. */
  readonly seconds: number | null
}

/** What the engine expects of a node's query, without running it. */
export interface NodeEstimate {
  readonly rows: number
  /** Of the relations that it reads. */
  readonly bytes: number | null
}

export interface NodeCost {
  /** Where the rows are from: what it gave before, or what its engine expects. */
  readonly from: 'history' | 'explain'
  readonly rows: number | null
  readonly bytes: number | null
  readonly seconds: number | null
}

/** What carrying a plan out is expected to take. Sums are over the nodes of which it is known. */
export interface Cost {
  readonly rows: number | null
  readonly bytes_scanned: number | null
  /** Of work: nodes that run side by side count each. */
  readonly minutes: number | null
  /** Nodes to run that have run before. */
  readonly known: number
  /** Nodes to run that have not run before, as `recipe.node`: how long they take, nobody knows. */
  readonly unknown: readonly string[]
  /** Nodes to run whose rows are the engine's estimate, as `recipe.node`. */
  readonly estimated: readonly string[]
}

/** The plan with what each node that runs is expected to take, and the sum. Estimates are for rows that no history tells. */
export function withCost<P extends Plan>(
  plan: P,
  history: ReadonlyMap<NodeId, NodeHistory>,
  estimates: ReadonlyMap<NodeId, NodeEstimate> = new Map(),
): P & { cost: Cost } {
  const costs: NodeCost[] = []
  const unknown: string[] = []
  const estimated: string[] = []
  const recipes = plan.recipes.map((recipe) => ({
    ...recipe,
    nodes: recipe.nodes.map((node) => {
      if (node.action !== 'run') return node
      const id = `${recipe.recipe}.${node.node}` as NodeId
      const past = history.get(id) ?? history.get(`${recipe.recipe}.${node.was}` as NodeId)
      const estimate = past === undefined || past.rows === null ? estimates.get(id) : undefined
      if (past === undefined) unknown.push(id)
      if (estimate !== undefined) estimated.push(id)
      if (past === undefined && estimate === undefined) return node
      const cost: NodeCost = {
        from: estimate === undefined ? 'history' : 'explain',
        rows: past?.rows ?? estimate?.rows ?? null,
        bytes: past?.bytes ?? estimate?.bytes ?? null,
        seconds: past?.seconds ?? null,
      }
      costs.push(cost)
      return { ...node, cost }
    }),
  }))
  const seconds = sum(costs.map((cost) => cost.seconds))
  return {
    ...plan,
    recipes,
    cost: {
      rows: sum(costs.map((cost) => cost.rows)),
      bytes_scanned: sum(costs.map((cost) => cost.bytes)),
      minutes: seconds === null ? null : Math.round((seconds / 60) * 1e6) / 1e6,
      known: running(plan) - unknown.length,
      unknown,
      estimated,
    },
  }
}

function running({ recipes }: Plan): number {
  return recipes.reduce((sum, { nodes }) => sum + nodes.filter(({ action }) => action === 'run').length, 0)
}

/** Of what is known; null when nothing is. */
function sum(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0)
}
