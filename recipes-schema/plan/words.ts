import type { Counts, PlannedNode } from './types.ts'

/** Why a node is in the plan as it is, as half a sentence that follows the node's name. */
export function reasonWords(node: PlannedNode): string {
  const { code, because, files } = node.reason
  const names = list(because)
  switch (code) {
    case 'changed':
      return files.length > 0 ? `changed in ${list(files)}` : 'is new'
    case 'upstream_changed':
      return `reads ${names}, which ${because.length === 1 ? 'changes' : 'change'}`
    case 'variable_changed':
      return `uses ${names}, which ${because.length === 1 ? 'has another value' : 'have other values'} now`
    case 'never_built':
      return 'was never built'
    case 'forced':
      return 'was asked for'
    case 'unchanged':
      return node.check ? 'is unchanged, but its tests or measures are not' : 'is unchanged'
    case 'main_moved':
      return 'was changed by others since; production has theirs'
    case 'drifted':
      return 'differs in production from what any commit says'
    case 'excluded':
      return 'was not selected'
    case 'outside_effect':
      return 'acts outside the warehouse and has no sandbox'
    case 'condition':
      return 'its condition is not met'
  }
}

/** "3 run, 14 reused": a plan in a few words. */
export function countWords({ run, reuse, skip }: Counts): string {
  return [`${run} to run`, `${reuse} reused`, ...(skip > 0 ? [`${skip} left alone`] : [])].join(', ')
}

function list(items: readonly string[]): string {
  if (items.length <= 1) return items[0] ?? ''
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
}
