import { posix } from 'node:path'
import { tryGit } from '../git/git.ts'
import { readBlob, readTree, resolveCommit } from '../git/objects.ts'
import { repositoryPage, repositoryUrl } from '../present/repository.ts'
import { type Answer, type Call, found, ok, type Route } from '../rest/call.ts'
import { base64, entryAt } from './git-data.ts'

export const contentRoutes: readonly Route[] = [
  { operation: 'repos/get-content', needs: ['contents:read'], answer: getContent },
  {
    operation: 'repos/download-tarball-archive',
    needs: ['contents:read'],
    answer: async ({ site, repository, params }) => {
      const sha = found(await resolveCommit(repository.bare, params.ref ?? ''))
      const location = `${site.url}/_codeload/${repository.id}/tar.gz/${sha}`
      return { status: 302, headers: { location } }
    },
  },
]

/** A file with its text in Base64, or a folder's list. */
async function getContent(call: Call): Promise<Answer> {
  const { repository, params, query } = call
  const ref = query.get('ref') ?? repository.defaultBranch
  const commit = found(await resolveCommit(repository.bare, ref))
  const path = (params.path ?? '').replace(/\/+$/, '')
  const entry = path === '' ? { type: 'tree', sha: '', size: 0 } : found(await entryAt(repository.bare, commit, path))
  if (entry.type === 'blob') {
    const bytes = found(await readBlob(repository.bare, entry.sha))
    const file = describe(call, ref, path, 'file', entry.sha, entry.size)
    return ok({ ...file, content: base64(bytes), encoding: 'base64' })
  }
  const tree = found(await tryGit(repository.bare, ['rev-parse', `${commit}:${path}`]))
  const entries = await readTree(repository.bare, tree, false)
  return ok(
    entries.map((one) => {
      const at = path === '' ? one.path : `${path}/${one.path}`
      return describe(call, ref, at, one.type === 'tree' ? 'dir' : 'file', one.sha, one.size ?? 0)
    }),
  )
}

function describe(call: Call, ref: string, path: string, type: 'file' | 'dir', sha: string, size: number) {
  const { site, repository } = call
  const api = repositoryUrl(site, repository)
  const encoded = path.split('/').map(encodeURIComponent).join('/')
  const self = `${api}/contents/${encoded}?ref=${encodeURIComponent(ref)}`
  const object = `${api}/git/${type === 'dir' ? 'trees' : 'blobs'}/${sha}`
  const html = `${repositoryPage(site, repository)}/${type === 'dir' ? 'tree' : 'blob'}/${ref}/${encoded}`
  return {
    name: posix.basename(path),
    path,
    sha,
    size,
    url: self,
    html_url: html,
    git_url: object,
    download_url: type === 'dir' ? null : `${repositoryPage(site, repository)}/raw/${ref}/${encoded}`,
    type,
    _links: { self, git: object, html },
  }
}
