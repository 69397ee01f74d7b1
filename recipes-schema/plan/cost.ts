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

export interface NodeCost {
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
  /** Nodes to run of which nothing is known, as `recipe.node`. */
  readonly unknown: readonly string[]
}

/** The plan with what each node that runs is expected to take, and the sum. */
export function withCost<P extends Plan>(plan: P, history: ReadonlyMap<NodeId, NodeHistory>): P & { cost: Cost } {
  const costs: NodeCost[] = []
  const unknown: string[] = []
  const recipes = plan.recipes.map((recipe) => ({
    ...recipe,
    nodes: recipe.nodes.map((node) => {
      if (node.action !== 'run') return node
      const id = `${recipe.recipe}.${node.node}` as NodeId
      const past = history.get(id) ?? history.get(`${recipe.recipe}.${node.was}` as NodeId)
      if (past === undefined) {
        unknown.push(id)
        return node
      }
      const cost = { rows: past.rows, bytes: past.bytes, seconds: past.seconds }
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
      known: costs.length,
      unknown,
    },
  }
}

/** Of what is known; null when nothing is. */
function sum(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0)
}
