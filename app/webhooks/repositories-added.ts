import { projectFile } from '../../recipes-schema/recipe/load.ts'
import { kitchenWork } from '../github/permissions.ts'
import type { RepositoryRef } from '../orders/order.ts'
import { pullRequestKey } from '../queue/job.ts'
import { syncSchedules } from '../schedule/sync.ts'
import type { Webhook } from './webhook.ts'

const events = ['installation.created', 'installation_repositories.added'] as const

/**
 * The App came to repositories that have pull requests already: those of projects are looked at as if they had just been
 * opened. Where the default branch has no project nobody waits for a gate yet.
 */
export const repositoriesAdded: Webhook = {
  events,
  register(probot, galley) {
    probot.on([...events], async ({ id, payload }) => {
      const added = 'repositories_added' in payload ? payload.repositories_added : (payload.repositories ?? [])
      for (const { id: repositoryId, name, full_name } of added) {
        const owner = full_name.slice(0, full_name.indexOf('/'))
        const address = { id: repositoryId, owner, name, installationId: payload.installation.id }
        const client = galley.github.repository(address, kitchenWork)
        const found = await client.contents.withFile(projectFile)
        if (found === null) continue
        const repository: RepositoryRef = { ...address, ...found }
        await syncSchedules(galley, repository)
        for (const pullRequest of await client.pulls.open())
          await galley.queue.send(pullRequestKey(repositoryId, pullRequest), {
            type: 'look',
            repository,
            pullRequest,
            occasion: `${id}:${repositoryId}:${pullRequest}`,
            actor: payload.sender.login,
          })
      }
    })
  },
}
