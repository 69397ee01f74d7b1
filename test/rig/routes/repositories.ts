import { roleOf } from '../auth/access.ts'
import { resolveCommit } from '../git/objects.ts'
import { readRefs } from '../git/refs.ts'
import { presentAccount } from '../present/account.ts'
import { presentFullRepository, repositoryUrl } from '../present/repository.ts'
import { type Call, found, ok, type Route } from '../rest/call.ts'
import { paginate } from '../rest/paginate.ts'
import { commitAnswer } from './commits.ts'

export const repositoryRoutes: readonly Route[] = [
  {
    operation: 'repos/get',
    needs: ['metadata:read'],
    answer: ({ site, repository }) => ok(presentFullRepository(site, repository)),
  },
  { operation: 'repos/list-branches', needs: ['contents:read'], answer: listBranches },
  { operation: 'repos/get-branch', needs: ['contents:read'], answer: getBranch },
  { operation: 'repos/get-collaborator-permission-level', needs: ['metadata:read'], answer: permissionLevel },
  {
    operation: 'users/get-by-username',
    needs: 'nothing',
    answer: ({ site, params }) => {
      const account = found(site.store.account(params.username ?? ''))
      const none = { name: null, company: null, blog: null, location: null, email: null, hireable: null, bio: null }
      const counts = { public_repos: 0, public_gists: 0, followers: 0, following: 0 }
      const times = { created_at: account.createdAt, updated_at: account.createdAt }
      return ok({ ...presentAccount(site, account), ...none, ...counts, ...times })
    },
  },
]

async function listBranches(call: Call) {
  const { repository, site } = call
  const branches = await readRefs(repository.bare, 'refs/heads/')
  const shapes = [...branches].map(([ref, sha]) => ({
    name: ref.slice('refs/heads/'.length),
    commit: { sha, url: `${repositoryUrl(site, repository)}/commits/${sha}` },
    protected: false,
  }))
  return paginate(call, shapes)
}

async function getBranch(call: Call) {
  const { repository, site, params } = call
  const name = params.branch ?? ''
  const sha = found(await resolveCommit(repository.bare, `refs/heads/${name}`))
  const api = `${repositoryUrl(site, repository)}/branches/${encodeURIComponent(name)}`
  return ok({
    name,
    commit: await commitAnswer(call, sha),
    _links: { self: api, html: `${site.url}/${repository.owner.login}/${repository.name}/tree/${name}` },
    protected: false,
    protection: { enabled: false, required_status_checks: { enforcement_level: 'off', contexts: [], checks: [] } },
    protection_url: `${api}/protection`,
  })
}

/** What somebody may do; `maintain` shows as write and `triage` as read, as GitHub has it. */
function permissionLevel({ site, repository, params }: Call) {
  const account = found(site.store.account(params.username ?? ''))
  const role = roleOf({ type: 'user', account }, repository)
  const permission = role === null ? 'none' : role === 'maintain' ? 'write' : role === 'triage' ? 'read' : role
  return ok({
    permission,
    role_name: role ?? 'none',
    user: { ...presentAccount(site, account), role_name: role ?? 'none' },
  })
}
