import { diff, emptyTree } from '../git/diff.ts'
import { mergeBase } from '../git/merge.ts'
import { log, readOne, resolveCommit } from '../git/objects.ts'
import { presentCommit, presentFile } from '../present/commit.ts'
import { presentSimplePull } from '../present/pull.ts'
import { repositoryPage, repositoryUrl } from '../present/repository.ts'
import { type Call, found, ok, Refusal, type Route } from '../rest/call.ts'
import { pageOf, paginate } from '../rest/paginate.ts'

/** GitHub names this many files of a comparison and no more. */
const mostFiles = 300

export const commitRoutes: readonly Route[] = [
  {
    operation: 'repos/list-commits',
    needs: ['contents:read'],
    answer: async (call) => {
      const { repository, query, site } = call
      const sha = await commitOf(call, query.get('sha') ?? repository.defaultBranch)
      const path = query.get('path')
      const commits = path === null ? await log(repository.bare, sha) : await logOfPath(repository.bare, sha, path)
      return paginate(
        call,
        commits.map((commit) => presentCommit(site, repository, commit)),
      )
    },
  },
  {
    operation: 'repos/get-commit',
    needs: ['contents:read'],
    answer: async (call) => ok(await commitAnswer(call, await commitOf(call, call.params.ref ?? ''))),
  },
  { operation: 'repos/compare-commits', needs: ['contents:read'], answer: compare },
  {
    operation: 'repos/list-pull-requests-associated-with-commit',
    needs: ['pull_requests:read'],
    answer: async (call) => {
      const { site, repository } = call
      const sha = await commitOf(call, call.params.commit_sha ?? '')
      const pulls = site.store.pulls
        .all()
        .filter((pull) => pull.repository === repository)
        .filter((pull) => pull.merged?.commit === sha || pull.head.sha === sha)

      return paginate(
        call,
        pulls.map((pull) => presentSimplePull(site, pull)),
      )
    },
  },
]

/** The commit that a name stands for, or GitHub's 422 for names that stand for none. */
export async function commitOf({ repository }: Call, name: string): Promise<string> {
  const sha = await resolveCommit(repository.bare, name)
  if (sha === null) throw new Refusal(422, `No commit found for SHA: ${name}`)
  return sha
}

/** `commit` with its files. */
export async function commitAnswer({ site, repository }: Call, sha: string) {
  const commit = await readOne(repository.bare, sha)
  const files = await diff(repository.bare, commit.parents[0] ?? emptyTree, sha)
  const additions = files.reduce((sum, file) => sum + file.additions, 0)
  const deletions = files.reduce((sum, file) => sum + file.deletions, 0)
  return {
    ...presentCommit(site, repository, commit),
    stats: { total: additions + deletions, additions, deletions },
    files: files.slice(0, mostFiles).map((file) => presentFile(site, repository, sha, file)),
  }
}

/** BASE...HEAD: what the head has since the two parted. */
async function compare(call: Call) {
  const { site, repository, params, query } = call
  const { bare } = repository
  const [base, head] = await Promise.all([sideOf(call, params.base ?? ''), sideOf(call, params.head ?? '')])
  const parted = found(await mergeBase(bare, base, head))
  const [ahead, behind, files] = await Promise.all([
    log(bare, `${base}..${head}`, ['--reverse']),
    log(bare, `${head}..${base}`),
    diff(bare, parted, head),
  ])
  const { page } = pageOf(query)
  const api = `${repositoryUrl(site, repository)}/compare/${params.base}...${params.head}`
  const shown = `${repositoryPage(site, repository)}/compare/${params.base}...${params.head}`
  const baseCommit = await readOne(bare, base)
  const partedCommit = await readOne(bare, parted)
  return paginate(
    call,
    ahead.map((commit) => presentCommit(site, repository, commit)),
    (commits, total) => ({
      url: api,
      html_url: shown,
      permalink_url: shown,
      diff_url: `${shown}.diff`,
      patch_url: `${shown}.patch`,
      base_commit: presentCommit(site, repository, baseCommit),
      merge_base_commit: presentCommit(site, repository, partedCommit),
      status: statusOf(total, behind.length),
      ahead_by: total,
      behind_by: behind.length,
      total_commits: total,
      commits,
      // Only the first page has files.
      files: page > 1 ? [] : files.slice(0, mostFiles).map((file) => presentFile(site, repository, head, file)),
    }),
  )
}

/** A branch, a commit, or OWNER:BRANCH of the same network. */
async function sideOf({ site, repository }: Call, name: string): Promise<string> {
  const [owner, branch] = name.includes(':') ? name.split(':', 2) : [null, name]
  const of =
    owner === null || owner === undefined
      ? repository
      : site.store.repositories
          .all()
          .find((one) => one.owner.login === owner && (one === repository || one.fork === repository))
  return found(await resolveCommit(found(of).bare, branch ?? ''))
}

function statusOf(ahead: number, behind: number): string {
  if (ahead === 0) return behind === 0 ? 'identical' : 'behind'
  return behind === 0 ? 'ahead' : 'diverged'
}

async function logOfPath(bare: string, sha: string, path: string) {
  const own = await log(bare, sha)
  const touched = await Promise.all(
    own.map(async (commit) => {
      const files = await diff(bare, commit.parents[0] ?? emptyTree, commit.sha)
      return files.some((file) => file.filename === path || file.filename.startsWith(`${path}/`))
    }),
  )
  return own.filter((_, at) => touched[at])
}
