import { diff, emptyTree } from '../git/diff.ts'
import { mergeBase } from '../git/merge.ts'
import { type Commit, log, readOne } from '../git/objects.ts'
import { zero } from '../git/refs.ts'
import { presentAccount } from '../present/account.ts'
import { presentSimpleCommit } from '../present/commit.ts'
import { presentRepository, repositoryPage } from '../present/repository.ts'
import type { Site } from '../site.ts'
import type { Account, Repository } from '../store/records.ts'
import { announce } from '../webhooks/announce.ts'
import type { RefChange } from './refs-changed.ts'

/** GitHub lists this many commits of a push. */
const most = 2048

/** `push`: a branch or tag was made, moved or removed. */
export function announcePush(site: Site, repository: Repository, sender: Account, change: RefChange): Promise<void> {
  return announce(site, {
    repository,
    sender,
    event: 'push',
    payload: () => describe(site, repository, sender, change),
  })
}

async function describe(site: Site, repository: Repository, sender: Account, { ref, before, after }: RefChange) {
  const { bare } = repository
  const [created, deleted] = [before === zero, after === zero]
  const base = created || deleted ? null : await mergeBase(bare, before, after)
  const from = created ? repository.defaultBranch : before
  const fresh = deleted ? [] : await log(bare, `${from}..${after}`, [`--max-count=${most}`, '--reverse'])
  const page = repositoryPage(site, repository)
  return {
    ref,
    before,
    after,
    // Push payloads write the owner and the times their own way.
    repository: presentRepository(site, repository),
    pusher: { name: sender.login, email: `${sender.login}@users.noreply.github.com` },
    sender: presentAccount(site, sender),
    created,
    deleted,
    forced: !created && !deleted && base !== before,
    base_ref: null,
    compare: `${page}/compare/${before.slice(0, 12)}...${after.slice(0, 12)}`,
    commits: await Promise.all(fresh.map((commit) => presentPushed(page, bare, commit))),
    head_commit: deleted ? null : await presentPushed(page, bare, await readOne(bare, after)),
  }
}

async function presentPushed(page: string, bare: string, commit: Commit) {
  const files = await diff(bare, commit.parents[0] ?? emptyTree, commit.sha)
  const named = (...statuses: string[]): string[] =>
    files.filter((file) => statuses.includes(file.status)).map((file) => file.filename)
  return {
    ...presentSimpleCommit(commit),
    distinct: true,
    url: `${page}/commit/${commit.sha}`,
    added: named('added'),
    removed: named('removed'),
    modified: named('modified', 'renamed'),
  }
}
