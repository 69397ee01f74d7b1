import type { Octokit } from '@octokit/rest'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { appToken, client, openProject, type Project } from './fixtures/project.ts'

let project: Project
let head: string
beforeAll(async () => {
  project = await openProject()
  const work = await project.clone()
  head = await work.push('topic', { 'a.sql': 'select 1\n' })
  await project.mona.rest.pulls.create({ ...project.at, title: 'A', head: 'topic', base: 'main' })
})
afterAll(() => project.close())

const check = (octokit: Octokit, more: object = {}) =>
  octokit.rest.checks.create({ owner: 'acme', repo: 'shop', name: 'gate', head_sha: head, ...more })

test('a token does what its permissions say, and each refusal is a violation', async () => {
  const { at, rig } = project
  const reader = await project.bot({ contents: 'read' })
  await reader.rest.repos.listCommits(at)
  const before = rig.violations.length
  const refused: [string, () => Promise<unknown>][] = [
    ['checks', () => check(reader)],
    ['comments', () => reader.rest.issues.createComment({ ...at, issue_number: 1, body: 'x' })],
    ['merge', () => reader.rest.pulls.merge({ ...at, pull_number: 1 })],
    ['deployments', () => reader.rest.repos.createDeployment({ ...at, ref: 'main' })],
  ]
  for (const [what, act] of refused) {
    await expect(act(), what).rejects.toMatchObject({ status: 403, message: expect.stringMatching(/not accessible/) })
  }
  expect(rig.violations.splice(before)).toHaveLength(refused.length)
})

test('a token cannot have what the installation has not', async () => {
  const { rig } = project
  await expect(project.bot({ administration: 'write' })).rejects.toMatchObject({ status: 422 })
  await expect(project.bot({ contents: 'write' })).rejects.toMatchObject({ status: 422 })
  rig.violations.length = 0
})

test('only Apps write checks, and only the App that made one', async () => {
  await expect(check(project.mona)).rejects.toMatchObject({ status: 403, message: expect.stringMatching(/GitHub App/) })
})

test('a private repository is not there for strangers', async () => {
  const stranger = client(project.rig, project.rig.addUser('stranger').token)
  await expect(stranger.rest.repos.get(project.at)).rejects.toMatchObject({ status: 404 })
  await expect(project.clone(project.rig.addUser('other').token, 'stolen')).rejects.toThrow(/not found/i)
})

test('readers cannot push', async () => {
  const reader = project.rig.addUser('reader')
  project.rig.addCollaborator(project.repository, 'reader', 'read')
  const work = await project.clone(reader.token, 'reader')
  await expect(work.push('mine', { 'x.sql': '' })).rejects.toThrow(/403/)
})

test('an App token that is too old, lives too long or is no token is refused', async () => {
  for (const token of [await appToken(project.rig, '1h'), await appToken(project.rig, '-1m'), 'nonsense']) {
    await expect(client(project.rig, token).rest.apps.getAuthenticated()).rejects.toMatchObject({ status: 401 })
  }
})

test('unknown routes and members that GitHub does not know are violations', async () => {
  const { rig, at } = project
  const bot = await project.bot()
  rig.violations.length = 0
  await expect(bot.request('GET /repos/acme/shop/dragons')).rejects.toMatchObject({ status: 404 })
  await expect(check(bot, { colour: 'red' })).rejects.toMatchObject({ status: 422 })
  const long = { title: 't', summary: 'ä'.repeat(40_000) }
  await expect(check(bot, { output: long })).rejects.toMatchObject({ status: 422 })
  const buttons = [{ label: 'much too long a label', description: 'd', identifier: 'i' }]
  await expect(check(bot, { actions: buttons })).rejects.toMatchObject({ status: 422 })
  const tooMany = Array.from({ length: 51 }, () => ({
    ...{ path: 'a.sql', start_line: 1, end_line: 1, annotation_level: 'failure' as const, message: 'm' },
  }))
  const noted = { title: 't', summary: 's', annotations: tooMany }
  await expect(check(bot, { output: noted })).rejects.toMatchObject({ status: 422 })
  await expect(bot.rest.pulls.get({ ...at, pull_number: 99 })).rejects.toMatchObject({ status: 404 })
  expect(rig.violations).toEqual([
    expect.stringMatching(/no such route/),
    expect.stringMatching(/unknown "colour"/),
    expect.stringMatching(/longer than 65535 bytes/),
    expect.stringMatching(/label must NOT have more than 20/),
    expect.stringMatching(/annotations must NOT have more than 50/),
  ])
})
