import { buttons } from '../chatops/buttons.ts'
import { planName } from '../checks/check.ts'
import { kitchenWork } from '../github/permissions.ts'
import { refreshKitchen } from '../kitchens/refresh.ts'
import { repositoryOf } from './repository.ts'
import type { Webhook } from './webhook.ts'

const events = ['check_run.rerequested', 'check_run.requested_action'] as const

/** "Re-run" on one of our checks plans and runs the head once more; a button does what its command does. */
export const checkRunRequested: Webhook = {
  events,
  register(probot, galley) {
    probot.on([...events], async ({ id, payload }) => {
      const repository = repositoryOf(payload)
      if (repository === null) return
      const run = payload.check_run
      if (!run.name.startsWith('galley / ')) return
      const client = galley.github.repository(repository, kitchenWork)
      const actor = payload.sender.login
      const identifier = payload.action === 'requested_action' ? payload.requested_action?.identifier : 'run'
      for (const number of await client.pulls.withHead(run.head_sha)) {
        if (identifier !== 'run') {
          const asked = { id: `${id}:${number}`, repository, pullRequest: number, actor }
          await buttons.press(galley, asked, identifier ?? '', run.head_sha)
          continue
        }
        const wish = run.name === planName ? 'plan_only' : 'as_usual'
        await refreshKitchen(galley, repository, number, { id, actor, wish, force: [], again: true })
      }
      galley.log.info({ delivery: id, check: run.name }, 'a check was asked for again')
    })
  },
}
