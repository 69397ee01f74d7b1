import { regateAll } from '../gating/regate.ts'
import { promotePushed } from '../promotion/pushed.ts'
import { syncSchedules } from '../schedule/sync.ts'
import { repositoryOf } from './repository.ts'
import type { Webhook } from './webhook.ts'

/**
 * The default branch has moved: what came without a pull request is promoted, and what was tested against the older one may
 * overlap with what is new.
 */
export const defaultBranchMoved: Webhook = {
  events: ['push'],
  register(probot, galley) {
    probot.on('push', async ({ payload }) => {
      const { ref, before, after, created, deleted, head_commit, sender } = payload
      const { owner, default_branch } = payload.repository
      if (ref !== `refs/heads/${default_branch}` || deleted || owner === null) return
      const address = { id: Number(owner.id), login: owner.login ?? owner.name ?? '' }
      const repository = repositoryOf({ ...payload, repository: { ...payload.repository, owner: address } })
      if (repository === null) return
      const title = (head_commit?.message ?? '').split('\n', 1)[0] ?? ''
      const actor = sender?.login ?? payload.pusher.name
      if (!created) await promotePushed(galley, repository, { before, after, actor, title })
      await syncSchedules(galley, repository)
      await regateAll(galley, repository)
    })
  },
}
