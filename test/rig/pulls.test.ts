import { afterEach, beforeEach, expect, test } from 'vitest'
import { client, cloneInto, openProject, type Project } from './fixtures/project.ts'

let project: Project
beforeEach(async () => {
  project = await openProject()
})
afterEach(async () => {
  expect(project.rig.violations).toEqual([])
  await project.close()
})

test('a push, a pull request, another push: contents, comparison and events follow', async () => {
  const { rig, at, mona } = project
  const work = await project.clone()
  const base = await work.git('rev-parse', 'HEAD')
  await work.push('topic', { 'models/a.sql': 'select 1\n' })
  await mona.rest.pulls.create({ ...at, title: 'Add a', head: 'topic', base: 'main' })
  const head = await work.push('topic', { 'models/b.sql': 'select 2\n' })

  const bot = await project.bot()
  const { data: pull } = await bot.rest.pulls.get({ ...at, pull_number: 1 })
  expect(pull).toMatchObject({ mergeable: true, commits: 2, changed_files: 2, head: { sha: head } })
  const { data: tree } = await bot.rest.git.getTree({ ...at, tree_sha: head, recursive: '1' })
  const blobs = tree.tree.filter((entry) => entry.type === 'blob')
  expect(blobs.map((entry) => entry.path)).toEqual(['README.md', 'models/a.sql', 'models/b.sql'])
  const { data: blob } = await bot.rest.git.getBlob({ ...at, file_sha: blobs[1]?.sha ?? '' })
  expect(Buffer.from(blob.content, 'base64').toString()).toBe('select 1\n')
  const { data: compared } = await bot.rest.repos.compareCommitsWithBasehead({
    ...at,
    basehead: `main...${head}`,
    per_page: 1,
  })
  expect(compared).toMatchObject({ status: 'ahead', ahead_by: 2, merge_base_commit: { sha: base } })
  expect(await work.git('ls-remote', 'origin', 'refs/pull/1/*')).toContain(`${head}\trefs/pull/1/head`)

  await rig.waitFor(() => rig.deliveries.at(-1)?.event === 'check_suite')
  expect(rig.deliveries.map((one) => `${one.event}.${one.action}`)).toEqual([
    ...['installation.created', 'push.null', 'check_suite.requested', 'pull_request.opened'],
    ...['push.null', 'pull_request.synchronize', 'check_suite.requested'],
  ])
})

test.each([
  ['merge', 'Merge pull request #1 from acme/topic', 2],
  ['squash', 'One (#1)', 1],
  ['rebase', 'One', 1],
] as const)('%s really merges, for the named head alone', async (merge_method, subject, parents) => {
  const { rig, at, mona } = project
  const work = await project.clone()
  await work.push('topic', { 'a.sql': 'select 1\n' }, 'One')
  const head = await work.git('rev-parse', 'HEAD')
  await mona.rest.pulls.create({ ...at, title: 'One', head: 'topic', base: 'main' })
  await work.git('checkout', '--quiet', 'main')
  await work.push('main', { 'b.sql': 'select 2\n' }, 'Meanwhile')

  const other = mona.rest.pulls.merge({ ...at, pull_number: 1, sha: '0'.repeat(40), merge_method })
  await expect(other).rejects.toMatchObject({ status: 409 })
  const { data } = await mona.rest.pulls.merge({ ...at, pull_number: 1, sha: head, merge_method })
  await work.git('fetch', '--quiet', 'origin')
  expect(await work.git('rev-parse', 'origin/main')).toBe(data.sha)
  expect(await work.git('ls-tree', '--name-only', data.sha)).toBe('README.md\na.sql\nb.sql')
  expect(await work.git('log', '-1', '--format=%s', data.sha)).toBe(subject)
  expect((await work.git('log', '-1', '--format=%P', data.sha)).split(' ')).toHaveLength(parents)

  const closed = await rig.waitFor(() => rig.deliveries.find((one) => one.action === 'closed'))
  expect(closed.payload).toMatchObject({ pull_request: { merged: true, merge_commit_sha: data.sha } })
})

test('a conflict is not mergeable', async () => {
  const { at, mona } = project
  const work = await project.clone()
  await work.push('topic', { 'README.md': 'theirs\n' })
  await work.git('checkout', '--quiet', 'main')
  await work.push('main', { 'README.md': 'ours\n' })
  const { data } = await mona.rest.pulls.create({ ...at, title: 'Both', head: 'topic', base: 'main' })
  expect(data).toMatchObject({ mergeable: false, mergeable_state: 'dirty' })
  await expect(mona.rest.pulls.merge({ ...at, pull_number: 1 })).rejects.toMatchObject({ status: 405 })
})

test('a fork opens a pull request, and pushes to it arrive', async () => {
  const { rig, at } = project
  const guest = rig.addUser('guest')
  rig.addCollaborator(project.repository, 'guest', 'read')
  const fork = await rig.forkRepository(project.repository, 'guest')
  const work = await cloneInto(`${fork.bare}-work`, fork, guest.token)
  await work.push('idea', { 'a.sql': 'select 1\n' })
  await client(rig, guest.token).rest.pulls.create({ ...at, title: 'Idea', head: 'guest:idea', base: 'main' })
  const head = await work.push('idea', { 'a.sql': 'select 2\n' })
  const { data } = await (await project.bot()).rest.pulls.get({ ...at, pull_number: 1 })
  expect(data).toMatchObject({ head: { sha: head, repo: { fork: true } }, base: { repo: { fork: false } } })
})

test('what a merge by hand brings to the base closes its pull request as merged', async () => {
  const { at, mona } = project
  const work = await project.clone()
  const head = await work.push('topic', { 'a.sql': 'select 1\n' })
  await mona.rest.pulls.create({ ...at, title: 'A', head: 'topic', base: 'main' })
  await work.git('push', '--quiet', 'origin', `${head}:refs/heads/main`)
  const { data } = await mona.rest.pulls.get({ ...at, pull_number: 1 })
  expect(data).toMatchObject({ state: 'closed', merged: true, merge_commit_sha: head })
})
