import { regateAll } from '../gating/regate.ts'
import { repositoryOf } from './repository.ts'
import type { Webhook } from './webhook.ts'

/** The default branch has moved: what was tested against the older one may overlap with what is new. */
export const baseMoved: Webhook = {
  events: ['push'],
  register(probot, galley) {
    probot.on('push', async ({ payload }) => {
      const ref = `refs/heads/${payload.repository.default_branch}`
      if (payload.ref !== ref || payload.deleted || payload.repository.owner === null) return
      const { owner } = payload.repository
      const repository = repositoryOf({
        ...payload,
        repository: { ...payload.repository, owner: { id: Number(owner.id), login: owner.login ?? owner.name ?? '' } },
      })
      if (repository !== null) await regateAll(galley, repository)
    })
  },
}
