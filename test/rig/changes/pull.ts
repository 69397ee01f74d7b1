import { personOf } from '../auth/actor.ts'
import { git } from '../git/git.ts'
import { mergeCommit } from '../git/merge.ts'
import { resolveCommit } from '../git/objects.ts'
import { deleteRef, setRef } from '../git/refs.ts'
import { presentPull } from '../present/pull.ts'
import type { Site } from '../site.ts'
import type { Account, Pull } from '../store/records.ts'
import { timestamp } from '../time.ts'
import { announce } from '../webhooks/announce.ts'

/** `pull_request` with an action. */
export async function announcePull(
  site: Site,
  pull: Pull,
  sender: Account,
  action: string,
  more: object = {},
): Promise<void> {
  await announce(site, {
    repository: pull.repository,
    sender,
    event: 'pull_request',
    payload: async () => ({ action, number: pull.number, pull_request: await presentPull(site, pull), ...more }),
  })
  site.bus.tell('pull_request')
}

/** The pull request has another head; a fork's commits come over into the base's repository. */
export async function moveHead(site: Site, pull: Pull, head: string): Promise<void> {
  const { bare } = pull.repository
  if (pull.head.repository !== pull.repository) {
    await git(bare, ['fetch', '--quiet', '--no-tags', pull.head.repository.bare, head])
  }
  pull.head.sha = head
  pull.updatedAt = timestamp()
  await setRef(bare, `refs/pull/${pull.number}/head`, head)
  await refreshMerge(site, pull)
}

/** Tries the merge with the base as it is now: its commit becomes refs/pull/N/merge, a conflict removes that. */
export async function refreshMerge(site: Site, pull: Pull): Promise<void> {
  const { bare } = pull.repository
  const base = await resolveCommit(bare, `refs/heads/${pull.base.ref}`)
  const ref = `refs/pull/${pull.number}/merge`
  if (pull.state === 'closed' || base === null) return
  const parents = pull.mergeCommit === null ? '' : await git(bare, ['log', '-1', '--format=%P', pull.mergeCommit])
  pull.base.sha = base
  if (parents === `${base} ${pull.head.sha}`) return
  const message = `Merge ${pull.head.sha} into ${base}`
  pull.mergeCommit = await mergeCommit(bare, base, pull.head.sha, message, personOf(site.webFlow))
  if (pull.mergeCommit === null) await deleteRef(bare, ref)
  else await setRef(bare, ref, pull.mergeCommit)
}

/** Closed without a merge. */
export async function closePull(site: Site, pull: Pull, sender: Account): Promise<void> {
  pull.state = 'closed'
  pull.closedAt = timestamp()
  pull.updatedAt = pull.closedAt
  await announcePull(site, pull, sender, 'closed')
}

export async function reopenPull(site: Site, pull: Pull, sender: Account): Promise<void> {
  pull.state = 'open'
  pull.closedAt = null
  pull.updatedAt = timestamp()
  await refreshMerge(site, pull)
  await announcePull(site, pull, sender, 'reopened')
}

export function markMerged(pull: Pull, by: Account, commit: string): void {
  const at = timestamp()
  pull.state = 'closed'
  pull.merged = { by, at, commit }
  pull.closedAt = at
  pull.updatedAt = at
}
