import type { Plan, PlanAnswer, PlannedNode } from '../../recipes-schema/plan/types.ts'
import { budgetWords, costWords, countWords, nodeCostWords, reasonWords } from '../../recipes-schema/plan/words.ts'

const marks = { run: '+', reuse: '=', skip: '-' } as const

/** A plan as a person reads it: what runs and why first, then what differs for other reasons, then what it takes. */
export function planText(plan: PlanAnswer): string {
  const parts = [`Plan ${plan.digest}`]
  for (const { recipe, nodes, removed, counts } of plan.recipes) {
    parts.push('', `${recipe}: ${countWords(counts)}${removed.length > 0 ? `, ${removed.length} removed` : ''}`)
    const told = nodes.filter((node) => isOurs(node) && isTold(node))
    const width = Math.max(0, ...told.map((node) => node.node.length))
    for (const node of told) parts.push(lineOf(node, width))
    for (const name of removed) parts.push(`  x ${name}`)
  }
  parts.push(...apart(plan, 'main_moved', 'Changed by others since, and left to them:'))
  parts.push(...apart(plan, 'drifted', 'Drifted: production has what no known commit says:'))
  if (plan.counts.run === 0) parts.push('', 'Nothing has to run.')
  // Without a ledger nobody knows what anything took, and that is no news about these nodes.
  else if (plan.production === null)
    parts.push('', 'Planned from the repository alone: no production is in reach from here, or none was made yet.')
  else parts.push('', ...costWords(plan.cost), ...budgetWords(plan.budget))
  return parts.join('\n')
}

function isOurs({ reason }: PlannedNode): boolean {
  return reason.code !== 'main_moved' && reason.code !== 'drifted'
}

function isTold({ action, check, reason, was }: PlannedNode): boolean {
  return action !== 'reuse' || check || was !== null || reason.code !== 'unchanged'
}

function lineOf(node: PlannedNode, width: number): string {
  const cost = node.cost === null ? '' : `  [${nodeCostWords(node.cost)}]`
  const was = node.was === null ? '' : `, was ${node.was}`
  return `  ${marks[node.action]} ${node.node.padEnd(width)}  ${reasonWords({ ...node.reason, check: node.check })}${was}${node.stale ? ' (stale: production has changed it too)' : ''}${cost}`
}

function apart(plan: Plan, code: 'main_moved' | 'drifted', title: string): string[] {
  const found = plan.recipes.flatMap(({ recipe, nodes }) =>
    nodes.filter((node) => node.reason.code === code).map((node) => `  ${marks[node.action]} ${recipe}.${node.node}`),
  )
  return found.length === 0 ? [] : ['', title, ...found]
}
