import { mergeBase } from '../git/merge.ts'
import { readOne } from '../git/objects.ts'
import { zero } from '../git/refs.ts'
import { presentSuite } from '../present/suite.ts'
import type { Site } from '../site.ts'
import type { Account, Pull, Repository } from '../store/records.ts'
import { announce } from '../webhooks/announce.ts'
import { announcePull, closePull, markMerged, moveHead } from './pull.ts'
import type { RefChange } from './refs-changed.ts'
import { suiteFor } from './suite.ts'

/** A branch has another tip: the open pull requests from it follow, and Apps may check the commit. */
export async function branchMoved(
  site: Site,
  repository: Repository,
  sender: Account,
  { ref, before, after }: RefChange,
): Promise<void> {
  const branch = ref.slice('refs/heads/'.length)
  const from = site.store.pulls
    .all()
    .filter((pull) => pull.state === 'open' && pull.head.repository === repository && pull.head.ref === branch)

  if (after === zero) {
    for (const pull of from) await closePull(site, pull, sender)
    return
  }
  for (const pull of from) await synchronize(site, pull, sender, before, after)
  await closeLanded(site, repository, sender, branch, after)
  await requestSuite(site, repository, sender, branch, before, after)
}

async function synchronize(site: Site, pull: Pull, sender: Account, before: string, after: string): Promise<void> {
  await moveHead(site, pull, after)
  await announcePull(site, pull, sender, 'synchronize', { before, after })
}

/** Whose head has come to the base by a push is merged. */
async function closeLanded(site: Site, repository: Repository, sender: Account, branch: string, tip: string) {
  const onto = site.store.pulls
    .all()
    .filter((pull) => pull.repository === repository && pull.state === 'open' && pull.base.ref === branch)
  for (const pull of onto) {
    if ((await mergeBase(repository.bare, tip, pull.head.sha)) !== pull.head.sha) continue
    markMerged(pull, sender, pull.head.sha)
    await announcePull(site, pull, sender, 'closed')
  }
}

async function requestSuite(
  site: Site,
  repository: Repository,
  sender: Account,
  branch: string,
  before: string,
  after: string,
): Promise<void> {
  await announce(site, {
    repository,
    sender,
    event: 'check_suite',
    payload: async () => {
      const suite = suiteFor(site, repository, site.app, after, branch)
      const commit = await readOne(repository.bare, after)
      return { action: 'requested', check_suite: { ...presentSuite(site, suite, commit), before, after } }
    },
  })
}
