import { explain as storyOf } from '../../recipes-schema/plan/explain.ts'
import { storyText } from '../../recipes-schema/plan/story-text.ts'
import { didYouMean } from '../../recipes-schema/text/nearest.ts'
import { code, fence, short, words } from '../checks/markdown.ts'
import type { Chatop } from './chatop.ts'

export const explain: Chatop = {
  name: 'explain',
  usage: 'explain NODE',
  does: 'tells why a node runs or is reused: which file, which column, through whom',
  needs: 'read',
  async answer(galley, { repository, pullRequest }, { words: [name, ...more] }) {
    if (name === undefined || more.length > 0) return 'Name one node: `/kitchen explain NODE`.'
    const orders = await galley.store.orders.ofPullRequest(String(repository.id), pullRequest)
    const plan = orders.findLast(({ content }) => content.kind === 'kitchen')?.content.plan ?? null
    if (plan === null) return 'No order was ever made for this pull request: nothing in it had to run yet.'
    const story = storyOf(plan, name)
    if (story !== null) return `As of ${short(plan.head)}:\n\n${fence(storyText(story))}`
    const known = plan.recipes.flatMap(({ nodes }) => nodes.map(({ node }) => node))
    return `No node is called ${code(name)}. ${words(didYouMean(name, known) ?? '')}`
  },
}
