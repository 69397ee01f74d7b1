import { personOf } from '../auth/actor.ts'
import { announcePull, markMerged, refreshMerge } from '../changes/pull.ts'
import { changingRefs } from '../changes/refs-changed.ts'
import { mergeCommit, rebaseCommits, squashCommit } from '../git/merge.ts'
import { log } from '../git/objects.ts'
import { moveRef } from '../git/refs.ts'
import { type Answer, bodyOf, type Call, found, ok, Refusal, senderOf } from '../rest/call.ts'
import type { Account, Pull } from '../store/records.ts'

interface Merge {
  readonly sha?: string
  readonly merge_method?: 'merge' | 'squash' | 'rebase'
  readonly commit_title?: string
  readonly commit_message?: string
}

/** PUT .../merge: merges in git when the head is the one that was named. */
export async function mergePull(call: Call): Promise<Answer> {
  const { site, repository, params } = call
  const pull = found(site.store.pull(repository, Number(params.pull_number)))
  const sender = senderOf(call)
  const wanted = bodyOf<Merge>(call)
  if (wanted.sha !== undefined && wanted.sha !== pull.head.sha) {
    throw new Refusal(409, 'Head branch was modified. Review and try the merge again.')
  }
  await refreshMerge(site, pull)
  if (pull.state === 'closed' || pull.draft || pull.mergeCommit === null) {
    throw new Refusal(405, 'Pull Request is not mergeable')
  }
  const commit = await makeCommit(pull, wanted, sender)
  if (commit === null) throw new Refusal(405, 'This branch can’t be rebased')
  await changingRefs(site, repository, sender, async () => {
    // The pull request is merged before anybody hears of the push.
    if (!(await moveRef(repository.bare, `refs/heads/${pull.base.ref}`, commit, pull.base.sha))) {
      throw new Refusal(409, 'Base branch was modified. Review and try the merge again.')
    }
    markMerged(pull, sender, commit)
  })
  await announcePull(site, pull, sender, 'closed')
  return ok({ sha: commit, merged: true, message: 'Pull Request successfully merged' })
}

async function makeCommit(pull: Pull, wanted: Merge, sender: Account): Promise<string | null> {
  const { bare } = pull.repository
  const { base, head, number, title } = pull
  const method = wanted.merge_method ?? 'merge'
  if (method === 'rebase') return rebaseCommits(bare, base.sha, head.sha)
  if (method === 'merge') {
    const first = wanted.commit_title ?? `Merge pull request #${number} from ${head.repository.owner.login}/${head.ref}`
    return mergeCommit(bare, base.sha, head.sha, words(first, wanted.commit_message ?? title), personOf(sender))
  }
  const commits = await log(bare, `${base.sha}..${head.sha}`, ['--reverse'])
  const only = commits.length === 1 ? commits[0]?.message.split('\n')[0] : undefined
  const first = wanted.commit_title ?? `${only ?? title} (#${number})`
  const rest = wanted.commit_message ?? (only ? '' : commits.map((one) => `* ${one.message}`).join('\n\n'))
  return squashCommit(bare, base.sha, head.sha, words(first, rest), personOf(pull.author))
}

function words(title: string, rest: string): string {
  return rest === '' ? title : `${title}\n\n${rest}`
}
