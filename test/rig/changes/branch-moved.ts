import { readOne } from '../git/objects.ts'
import { zero } from '../git/refs.ts'
import { presentSuite } from '../present/suite.ts'
import type { Site } from '../site.ts'
import type { Account, Pull, Repository } from '../store/records.ts'
import { announce } from '../webhooks/announce.ts'
import { announcePull, closePull, moveHead } from './pull.ts'
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
  await requestSuite(site, repository, sender, branch, before, after)
}

async function synchronize(site: Site, pull: Pull, sender: Account, before: string, after: string): Promise<void> {
  await moveHead(site, pull, after)
  await announcePull(site, pull, sender, 'synchronize', { before, after })
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
