import { closeMergeGroup, openMergeGroup } from '../kitchens/merge-group.ts'
import { repositoryOf } from './repository.ts'
import type { Webhook } from './webhook.ts'

const events = ['merge_group.checks_requested', 'merge_group.destroyed'] as const

/** A merge queue asks whether what it is about to merge is good, or does not ask any more. */
export const mergeGroupChanged: Webhook = {
  events,
  register(probot, galley) {
    probot.on([...events], async ({ id, payload }) => {
      if (payload.repository === undefined) return
      const repository = repositoryOf({ ...payload, repository: payload.repository })
      const { head_sha: head, base_sha: base, head_ref: ref, base_ref } = payload.merge_group
      if (repository === null || base_ref !== `refs/heads/${repository.defaultBranch}`) return
      const actor = payload.sender?.login ?? 'merge queue'
      if (payload.action === 'destroyed') await closeMergeGroup(galley, repository, { head, base, ref }, actor)
      else await openMergeGroup(galley, repository, { head, base, ref }, { id, actor })
    })
  },
}
