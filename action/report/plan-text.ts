import type { Plan, PlannedNode } from '../../recipes-schema/plan/types.ts'
import { countWords, reasonWords } from '../../recipes-schema/plan/words.ts'

const marks = { run: '+', reuse: '=', skip: '-' } as const

/** A plan as a person reads it: what runs and why first, what is left alone in one line. */
export function planText(plan: Plan): string {
  const parts = [`Plan ${plan.digest}`]
  for (const { recipe, nodes, removed, counts } of plan.recipes) {
    parts.push('', `${recipe}: ${countWords(counts)}${removed.length > 0 ? `, ${removed.length} removed` : ''}`)
    const width = Math.max(0, ...nodes.map((node) => node.node.length))
    const told = nodes.filter((node) => node.action !== 'reuse' || node.check || node.reason.code !== 'unchanged')
    for (const node of told)
      parts.push(
        `  ${marks[node.action]} ${node.node.padEnd(width)}  ${reasonWords(node)}${node.stale ? ' (stale)' : ''}`,
      )
    for (const name of removed) parts.push(`  x ${name}`)
  }
  const { run } = plan.counts
  if (run === 0) parts.push('', 'Nothing has to run.')
  return parts.join('\n')
}

/** Why one node is in the plan: the shortest story, from the node up to what was written. */
export function explainText(plan: Plan, name: string): string | null {
  const [recipe, wanted] = name.includes('.')
    ? [name.slice(0, name.indexOf('.')), name.slice(name.indexOf('.') + 1)]
    : [null, name]
  const owner = plan.recipes.find(
    (one) => (recipe === null || one.recipe === recipe) && one.nodes.some((node) => node.node === wanted),
  )
  const nodes = new Map(owner?.nodes.map((node) => [node.node, node]))
  const story: string[] = []
  for (
    let node: PlannedNode | undefined = nodes.get(wanted ?? '');
    node !== undefined;
    node = nodes.get(node.reason.because[0] ?? '')
  ) {
    story.push(`${'  '.repeat(story.length)}${node.node} ${reasonWords(node)}`)
    if (node.reason.code !== 'upstream_changed' || story.length > nodes.size) break
  }
  return story.length === 0 ? null : story.join('\n')
}
