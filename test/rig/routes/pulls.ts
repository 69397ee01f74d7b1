import { roleOf } from '../auth/access.ts'
import { announcePull, closePull, moveHead, refreshMerge, reopenPull } from '../changes/pull.ts'
import { diff } from '../git/diff.ts'
import { mergeBase } from '../git/merge.ts'
import { log, resolveCommit } from '../git/objects.ts'
import { presentCommit, presentFile } from '../present/commit.ts'
import { presentPull, presentSimplePull } from '../present/pull.ts'
import { bodyOf, type Call, found, invalid, ok, Refusal, type Route, senderOf } from '../rest/call.ts'
import { paginate } from '../rest/paginate.ts'
import type { Pull, Repository } from '../store/records.ts'
import { timestamp } from '../time.ts'
import { mergePull } from './merge-pull.ts'

/** GitHub lists this many files of a pull request. */
const mostFiles = 3000
/** And this many commits. */
const mostCommits = 250

export const pullRoutes: readonly Route[] = [
  { operation: 'pulls/list', needs: ['pull_requests:read'], answer: list },
  { operation: 'pulls/create', needs: ['pull_requests:write'], answer: create },
  {
    operation: 'pulls/get',
    needs: ['pull_requests:read', 'contents:read'],
    answer: async (call) => {
      const pull = pullOf(call)
      await refreshMerge(call.site, pull)
      return ok(await presentPull(call.site, pull))
    },
  },
  { operation: 'pulls/update', needs: ['pull_requests:write'], answer: update },
  { operation: 'pulls/merge', needs: ['contents:write'], answer: mergePull },
  {
    operation: 'pulls/list-files',
    needs: ['pull_requests:read'],
    answer: async (call) => {
      const { site, repository } = call
      const { base, head } = pullOf(call)
      const parted = found(await mergeBase(repository.bare, base.sha, head.sha))
      const files = await diff(repository.bare, parted, head.sha)
      return paginate(
        call,
        files.slice(0, mostFiles).map((file) => presentFile(site, repository, head.sha, file)),
      )
    },
  },
  {
    operation: 'pulls/list-commits',
    needs: ['pull_requests:read'],
    answer: async (call) => {
      const { base, head } = pullOf(call)
      const commits = await log(call.repository.bare, `${base.sha}..${head.sha}`, ['--reverse'])
      return paginate(
        call,
        commits.slice(0, mostCommits).map((commit) => presentCommit(call.site, call.repository, commit)),
      )
    },
  },
]

export function pullOf({ site, repository, params }: Call): Pull {
  return found(site.store.pull(repository, Number(params.pull_number)))
}

function list(call: Call) {
  const { site, repository, query } = call
  const state = query.get('state') ?? 'open'
  const [head, base] = [query.get('head'), query.get('base')]
  const pulls = site.store.pulls
    .all()
    .filter((pull) => pull.repository === repository && (state === 'all' || pull.state === state))
    .filter((pull) => head === null || `${pull.head.repository.owner.login}:${pull.head.ref}` === head)
    .filter((pull) => base === null || pull.base.ref === base)

  const key = query.get('sort') === 'updated' ? 'updatedAt' : 'createdAt'
  pulls.sort((a, b) => a[key].localeCompare(b[key]) || a.number - b.number)
  if ((query.get('direction') ?? 'desc') === 'desc') pulls.reverse()
  return paginate(
    call,
    pulls.map((pull) => presentSimplePull(site, pull)),
  )
}

interface NewPull {
  readonly title?: string
  readonly head: string
  readonly base: string
  readonly body?: string
  readonly draft?: boolean
}

async function create(call: Call) {
  const { site, repository } = call
  const wanted = bodyOf<NewPull>(call)
  if (!wanted.title) throw invalid('PullRequest', 'title', 'missing_field')
  const head = headOf(call, wanted.head)
  const [headSha, baseSha] = await Promise.all([
    head && resolveCommit(head.repository.bare, `refs/heads/${head.ref}`),
    resolveCommit(repository.bare, `refs/heads/${wanted.base}`),
  ])
  if (head === null || headSha === null) throw invalid('PullRequest', 'head', 'invalid')
  if (baseSha === null) throw invalid('PullRequest', 'base', 'invalid')
  refuseSecond(call, head, wanted)
  const author = senderOf(call)
  const now = timestamp()
  const pull: Pull = {
    id: site.store.nextId(),
    number: ++repository.lastNumber,
    repository,
    author,
    head: { ...head, sha: headSha },
    base: { ref: wanted.base, sha: baseSha },
    createdAt: now,
    title: wanted.title,
    body: wanted.body ?? null,
    draft: wanted.draft ?? false,
    state: 'open',
    updatedAt: now,
    closedAt: null,
    merged: null,
    mergeCommit: null,
  }
  await moveHead(site, pull, headSha)
  const fresh = await log(repository.bare, `${baseSha}..${headSha}`, ['-1'])
  if (fresh.length === 0) {
    const message = `No commits between ${wanted.base} and ${wanted.head}`
    throw invalid('PullRequest', 'head', 'custom', message)
  }
  site.store.pulls.add(pull)
  await announcePull(site, pull, author, 'opened')
  return ok(await presentPull(site, pull), 201)
}

/** BRANCH of this repository, or OWNER:BRANCH of this one or a fork. */
function headOf({ site, repository }: Call, name: string): { repository: Repository; ref: string } | null {
  const colon = name.indexOf(':')
  if (colon < 0) return { repository, ref: name }
  const [owner, ref] = [name.slice(0, colon), name.slice(colon + 1)]
  const from = site.store.repositories
    .all()
    .find((one) => one.owner.login === owner && (one === repository || one.fork === repository))
  return from === undefined ? null : { repository: from, ref }
}

function refuseSecond(
  { site, repository }: Call,
  head: { repository: Repository; ref: string },
  wanted: NewPull,
): void {
  const twin = site.store.pulls
    .all()
    .filter((pull) => pull.repository === repository && pull.state === 'open' && pull.base.ref === wanted.base)
    .find((pull) => pull.head.repository === head.repository && pull.head.ref === head.ref)
  if (twin === undefined) return
  const name = `${head.repository.owner.login}:${head.ref}`
  throw invalid('PullRequest', 'base', 'custom', `A pull request already exists for ${name}.`)
}

interface PullChange {
  readonly title?: string
  readonly body?: string
  readonly state?: 'open' | 'closed'
  readonly base?: string
}

async function update(call: Call) {
  const { site, repository } = call
  const pull = pullOf(call)
  const sender = senderOf(call)
  const wanted = bodyOf<PullChange>(call)
  refuseStrangers(call, pull)
  const changes: Record<string, unknown> = {}
  if (wanted.title !== undefined && wanted.title !== pull.title) {
    changes.title = { from: pull.title }
    pull.title = wanted.title
  }
  if (wanted.body !== undefined && wanted.body !== pull.body) {
    changes.body = { from: pull.body ?? '' }
    pull.body = wanted.body
  }
  if (wanted.base !== undefined && wanted.base !== pull.base.ref) {
    if ((await resolveCommit(repository.bare, `refs/heads/${wanted.base}`)) === null) {
      throw invalid('PullRequest', 'base', 'invalid')
    }
    changes.base = { ref: { from: pull.base.ref }, sha: { from: pull.base.sha } }
    pull.base.ref = wanted.base
    await refreshMerge(site, pull)
  }
  if (Object.keys(changes).length > 0) {
    pull.updatedAt = timestamp()
    await announcePull(site, pull, sender, 'edited', { changes })
  }
  await changeState(call, pull, wanted.state)
  return ok(await presentPull(site, pull))
}

async function changeState(call: Call, pull: Pull, state: PullChange['state']): Promise<void> {
  if (state === undefined || state === pull.state) return
  if (state === 'closed') return closePull(call.site, pull, senderOf(call))
  if (pull.merged !== null) throw invalid('PullRequest', 'state', 'invalid', 'The pull request is merged.')
  await reopenPull(call.site, pull, senderOf(call))
}

/** People change their own pull requests, and those of others where they may push. */
function refuseStrangers({ actor, repository }: Call, pull: Pull): void {
  if (actor.type !== 'user' || actor.account.id === pull.author.id) return
  const role = roleOf(actor, repository)
  if (role === null || role === 'read') throw new Refusal(403, 'Must have write access to this repository.')
}
