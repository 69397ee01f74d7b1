import { git, tryGit } from '../git/git.ts'
import { readBlob, readOne, readTree, resolveCommit } from '../git/objects.ts'
import { readRefs } from '../git/refs.ts'
import { presentGitCommit } from '../present/commit.ts'
import { nodeId } from '../present/node-id.ts'
import { repositoryUrl } from '../present/repository.ts'
import { type Call, found, ok, type Route } from '../rest/call.ts'

/** GitHub cuts recursive listings here. */
const mostEntries = 100_000

export const gitDataRoutes: readonly Route[] = [
  {
    operation: 'git/get-ref',
    needs: ['contents:read'],
    answer: async (call) => {
      const ref = `refs/${call.params.ref}`
      const refs = await readRefs(call.repository.bare, ref)
      return ok(presentRef(call, ref, found(refs.get(ref))))
    },
  },
  {
    operation: 'git/list-matching-refs',
    needs: ['contents:read'],
    answer: async (call) => {
      const refs = await readRefs(call.repository.bare)
      const matching = [...refs].filter(([ref]) => ref.startsWith(`refs/${call.params.ref}`))
      return ok(matching.map(([ref, sha]) => presentRef(call, ref, sha)))
    },
  },
  { operation: 'git/get-tree', needs: ['contents:read'], answer: getTree },
  { operation: 'git/get-blob', needs: ['contents:read'], answer: getBlob },
  {
    operation: 'git/get-commit',
    needs: ['contents:read'],
    answer: async (call) => {
      const sha = found(await resolveCommit(call.repository.bare, call.params.commit_sha ?? ''))
      return ok(presentGitCommit(call.site, call.repository, await readOne(call.repository.bare, sha)))
    },
  },
]

/** By the id of a tree or a commit, or by a branch. Any value of `recursive` means yes, as on GitHub. */
async function getTree(call: Call) {
  const { site, repository, params, query } = call
  const { bare } = repository
  const name = params.tree_sha ?? ''
  const sha = found(await tryGit(bare, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{tree}`]))
  const entries = await readTree(bare, sha, query.has('recursive'))
  const api = `${repositoryUrl(site, repository)}/git`
  return ok({
    sha,
    url: `${api}/trees/${sha}`,
    tree: entries.slice(0, mostEntries).map((entry) => ({
      path: entry.path,
      mode: entry.mode,
      type: entry.type,
      sha: entry.sha,
      ...(entry.size === null ? {} : { size: entry.size }),
      ...(entry.type === 'commit' ? {} : { url: `${api}/${entry.type}s/${entry.sha}` }),
    })),
    truncated: entries.length > mostEntries,
  })
}

async function getBlob({ site, repository, params }: Call) {
  const sha = params.file_sha ?? ''
  const bytes = found(/^[0-9a-f]{40}$/.test(sha) ? await readBlob(repository.bare, sha) : null)
  return ok({
    sha,
    node_id: nodeId('Blob', sha),
    size: bytes.length,
    url: `${repositoryUrl(site, repository)}/git/blobs/${sha}`,
    content: base64(bytes),
    encoding: 'base64',
  })
}

/** Base64 in lines of sixty, as GitHub sends it. */
export function base64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/.{1,60}/g, '$&\n')
}

/** Whether a path of a tree exists, and what it is. */
export async function entryAt(bare: string, commit: string, path: string) {
  const text = await git(bare, ['ls-tree', '-z', '--long', commit, '--', path])
  const [meta = '', name = ''] = text.replace(/\0$/, '').split('\t')
  const [mode = '', type = '', sha = '', size = '-'] = meta.split(/ +/)
  return name === '' ? null : { mode, type, sha, size: size === '-' ? 0 : Number(size) }
}

function presentRef({ site, repository }: Call, ref: string, sha: string) {
  const api = `${repositoryUrl(site, repository)}/git`
  return {
    ref,
    node_id: nodeId('Ref', ref),
    url: `${api}/${ref}`,
    object: { sha, type: 'commit', url: `${api}/commits/${sha}` },
  }
}
