import { isEmptyPlan } from '../../recipes-schema/plan/plan.ts'
import { count } from '../checks/markdown.ts'
import { planTable } from '../checks/plan-check.ts'
import type { Decision } from '../kitchens/decide.ts'
import { refreshKitchen } from '../kitchens/refresh.ts'
import type { Chatop } from './chatop.ts'

export const plan: Chatop = {
  name: 'plan',
  usage: 'plan',
  does: 'plans again and says what would run, without running it',
  needs: 'read',
  async answer(galley, { id, repository, pullRequest, actor }) {
    const refreshed = await refreshKitchen(galley, repository, pullRequest, {
      id,
      actor,
      wish: 'plan_only',
      force: [],
      again: false,
    })
    return refreshed.type === 'closed'
      ? 'The pull request is closed; there is nothing to plan.'
      : planWords(refreshed.decision)
  },
}

const nothing = 'Nothing would run: every node’s fingerprint equals the merge base’s.'

function planWords(decision: Decision): string {
  switch (decision.type) {
    case 'ignore':
      return 'There is no `galley.yaml` in this repository.'
    case 'diagnosed':
      return `The recipes cannot be planned: ${count(decision.diagnostics.length, 'finding')}. \`galley / plan\` marks the lines.`
    case 'empty':
      return nothing
    default: {
      const { plan } = decision.change
      if (isEmptyPlan(plan)) return nothing
      return `**${count(plan.counts.run, 'node')} would run,** ${plan.counts.reuse} would be reused. \`galley / plan\` has the picture.\n\n${planTable(plan)}`
    }
  }
}
