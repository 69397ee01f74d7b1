import { createPrivateKey } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Octokit } from '@octokit/rest'
import { execa } from 'execa'
import { SignJWT } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Repository, type Rig, startRig } from './index.ts'

let rig: Rig
let folder: string
let hook: Server
let repo: Repository
let user: { login: string; token: string }
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rig-core-'))
  rig = await startRig({ home: join(folder, 'home') })
  hook = createServer((request, response) => {
    request.resume()
    response.writeHead(202).end('{}')
  })
  await new Promise<void>((r) => hook.listen(0, '127.0.0.1', () => r()))
  rig.deliverTo(`http://127.0.0.1:${(hook.address() as AddressInfo).port}/`)
  await writeFile(join(folder, 'README.md'), 'hi\n')
  user = rig.addUser('mona')
  const from = await mkdtemp(join(tmpdir(), 'rig-src-'))
  await writeFile(join(from, 'README.md'), 'hi\n')
  repo = await rig.createRepository({ owner: 'acme', name: 'shop', private: true, from })
  await rm(from, { recursive: true })
  rig.addCollaborator(repo, 'mona', 'write')
  rig.installApp({
    repositories: [repo],
    permissions: { contents: 'read', pull_requests: 'write', checks: 'write', actions: 'write', deployments: 'write' },
    events: ['push', 'pull_request', 'issue_comment', 'check_run', 'workflow_run', 'check_suite'],
  })
})
afterAll(async () => {
  await rig.stop()
  hook.close()
  await rm(folder, { recursive: true, force: true })
})

const client = (auth: string) =>
  new Octokit({ baseUrl: rig.apiUrl, auth, log: { debug() {}, info() {}, warn() {}, error() {} } })

test('core', async () => {
  const work = join(folder, 'work')
  const git = (...args: string[]) =>
    execa('git', ['-c', 'user.name=m', '-c', 'user.email=m@example.com', ...args], { cwd: work })
  await execa('git', ['clone', '-q', repo.cloneUrl(user.token), work])
  await git('checkout', '-q', '-b', 'topic')
  await writeFile(join(work, 'a.sql'), 'select 1\n')
  await git('add', '.')
  await git('commit', '-qm', 'Add a')
  await git('push', '-q', 'origin', 'topic')
  const me = client(user.token)
  const at = { owner: 'acme', repo: 'shop' }
  const { data: pull } = await me.rest.pulls.create({ ...at, title: 'T', head: 'topic', base: 'main' })
  expect(pull.mergeable).toBe(true)
  await writeFile(join(work, 'b.sql'), 'select 2\n')
  await git('add', '.')
  await git('commit', '-qm', 'Add b')
  await git('push', '-q', 'origin', 'topic')
  const head = (await git('rev-parse', 'HEAD')).stdout
  const key = createPrivateKey(rig.app.privateKey)
  const jwt = await new SignJWT({})
    .setProtectedHeader({ alg: 'RS256' })
    .setIssuedAt('-60s')
    .setExpirationTime('9m')
    .setIssuer(String(rig.app.id))
    .sign(key)
  const app = client(jwt)
  const inst = (await app.rest.apps.getRepoInstallation(at)).data
  const tok = (
    await app.rest.apps.createInstallationAccessToken({
      installation_id: inst.id,
      repository_ids: [repo.id],
      permissions: { contents: 'read', pull_requests: 'write' },
    })
  ).data.token
  const bot = client(tok)
  const tree = (await bot.rest.git.getTree({ ...at, tree_sha: head, recursive: '1' })).data
  expect(tree.tree.map((t) => t.path)).toEqual(['README.md', 'a.sql', 'b.sql'])
  const blob = (await bot.rest.git.getBlob({ ...at, file_sha: tree.tree[1]?.sha ?? '' })).data
  expect(Buffer.from(blob.content, 'base64').toString()).toBe('select 1\n')
  const cmp = (await bot.rest.repos.compareCommitsWithBasehead({ ...at, basehead: `main...${head}`, per_page: 1 })).data
  expect([cmp.ahead_by, cmp.status, cmp.files?.length]).toEqual([2, 'ahead', 2])
  await bot.rest.git.getCommit({ ...at, commit_sha: head })
  await bot.rest.repos.listCommits({ ...at, sha: head })
  await bot.rest.pulls.listCommits({ ...at, pull_number: 1 })
  await bot.rest.pulls.listFiles({ ...at, pull_number: 1 })
  await bot.rest.repos.listPullRequestsAssociatedWithCommit({ ...at, commit_sha: head })
  await bot.rest.repos.getCollaboratorPermissionLevel({ ...at, username: 'mona' })
  await bot.rest.repos.getContent({ ...at, path: 'a.sql', ref: 'topic' })
  await bot.rest.repos.getContent({ ...at, path: '' })
  await bot.rest.repos.get(at)
  await bot.rest.repos.getBranch({ ...at, branch: 'main' })
  await bot.rest.repos.listBranches(at)
  await bot.rest.repos.getCommit({ ...at, ref: head })
  await bot.rest.repos.downloadTarballArchive({ ...at, ref: head })
  await bot.rest.git.getRef({ ...at, ref: 'heads/topic' })
  await bot.rest.git.listMatchingRefs({ ...at, ref: 'heads/' })
  await app.rest.apps.getAuthenticated()
  await app.rest.apps.listInstallations()
  await bot.rest.apps.listReposAccessibleToInstallation()
  await bot.rest.meta.get()
  await bot.rest.rateLimit.get()
  await bot.rest.issues.get({ ...at, issue_number: 1 })
  await bot.rest.users.getByUsername({ username: 'mona' })
  const c = (await bot.rest.issues.createComment({ ...at, issue_number: 1, body: 'hello' })).data
  await bot.rest.issues.updateComment({ ...at, comment_id: c.id, body: 'hello 2' })
  await bot.rest.issues.getComment({ ...at, comment_id: c.id })
  expect((await bot.rest.issues.listComments({ ...at, issue_number: 1 })).data[0]?.performed_via_github_app?.id).toBe(
    rig.app.id,
  )
  await bot.rest.reactions.createForIssueComment({ ...at, comment_id: c.id, content: 'eyes' })
  await bot.rest.reactions.listForIssueComment({ ...at, comment_id: c.id })
  await bot.rest.pulls.list(at)
  await bot.rest.pulls.get({ ...at, pull_number: 1 })
  await expect(me.rest.pulls.merge({ ...at, pull_number: 1, sha: '0'.repeat(40) })).rejects.toMatchObject({
    status: 409,
  })
  const merged = (await me.rest.pulls.merge({ ...at, pull_number: 1, sha: head, merge_method: 'rebase' })).data
  expect(merged.merged).toBe(true)
  await me.rest.pulls.get({ ...at, pull_number: 1 })
  await rig.waitFor(() => rig.deliveries.every((d) => d.answeredAt))
  expect(rig.violations).toEqual([])
  expect(rig.deliveries.map((d) => `${d.event}.${d.action ?? ''} ${d.status}`)).toEqual([])
})
