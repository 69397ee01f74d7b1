import { code, list } from '../checks/markdown.ts'
import { allNodes } from '../kitchens/changed-recipes.ts'
import { type Refreshed, refreshKitchen } from '../kitchens/refresh.ts'
import type { Chatop } from './chatop.ts'

const nodeName = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$/

export const run: Chatop = {
  name: 'run',
  usage: 'run [NODE ...] [--force]',
  does: 'runs the change again; named nodes run even if they are unchanged, all of them with `--force`',
  needs: 'run',
  flags: ['force'],
  async answer(galley, { id, repository, pullRequest, actor }, { words, flags }) {
    const wrong = words.filter((word) => !nodeName.test(word))
    if (wrong.length > 0) return `A node is written \`node\` or \`recipe.node\`; ${list(wrong.map(code))} is not.`
    const force = flags.length > 0 ? await allNodes(galley, { repository, pullRequest }) : words
    const occasion = { id, actor, wish: 'run', force, again: true } as const
    const refreshed = await refreshKitchen(galley, repository, pullRequest, occasion)
    return [unknownWords(refreshed, words), runWords(refreshed)].filter((part) => part !== '').join('\n\n')
  },
}

/** Names that no node has: what was asked for and is not done is said. */
function unknownWords(refreshed: Refreshed, words: readonly string[]): string {
  if (refreshed.type !== 'decided' || !('change' in refreshed.decision)) return ''
  const { recipes } = refreshed.decision.change.plan
  const known = new Set(
    recipes.flatMap(({ recipe, nodes }) => nodes.flatMap(({ node }) => [node, `${recipe}.${node}`])),
  )
  const unknown = words.filter((word) => !known.has(word))
  return unknown.length === 0 ? '' : `No node is called ${list(unknown.map(code))}.`
}

export function runWords(refreshed: Refreshed): string {
  if (refreshed.type === 'closed') return 'The pull request is closed; there is nothing to run.'
  const { decision, orderId } = refreshed
  switch (decision.type) {
    case 'order':
      return `Started as ${code(orderId ?? '')}: ${decision.change.plan.counts.run} to run. \`galley / gate\` says when it is done.`
    case 'empty':
      return 'There is nothing to run: every node’s fingerprint equals the merge base’s. Name nodes to run them all the same.'
    case 'fork':
      return 'Not started: the commit is in a fork. Push it to a branch of this repository after reading it.'
    case 'diagnosed':
      return 'Not started: the recipes cannot be planned. `galley / plan` marks the lines.'
    case 'ignore':
      return 'Not started: there is no `galley.yaml` in this repository.'
    case 'draft':
    case 'asked':
      return 'Not started: only the plan was asked for.'
  }
}
