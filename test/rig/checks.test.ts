import { afterAll, beforeAll, expect, test } from 'vitest'
import { openProject, type Project } from './fixtures/project.ts'

let project: Project
let head: string
beforeAll(async () => {
  project = await openProject()
  const work = await project.clone()
  head = await work.push('topic', { 'a.sql': 'select 1\n' })
  await project.mona.rest.pulls.create({ ...project.at, title: 'A', head: 'topic', base: 'main' })
})
afterAll(async () => {
  expect(project.rig.violations).toEqual([])
  await project.close()
})

const note = (line: number) => ({
  ...{ path: 'a.sql', start_line: line, end_line: line, annotation_level: 'warning' as const, message: `line ${line}` },
})

test('updates replace words, add annotations, and buttons come back as events', async () => {
  const { rig, at } = project
  const bot = await project.bot()
  const images = [{ alt: 'chart', image_url: 'https://galley.example/a.png' }]
  const first = { title: 'Running', summary: 's', annotations: [note(1)], images }
  const { data: made } = await bot.rest.checks.create({
    ...{ ...at, name: 'galley', head_sha: head, external_id: 'order-1', status: 'in_progress', output: first },
  })
  expect(made.pull_requests.map((pull) => pull.number)).toEqual([1])
  const actions = [{ label: 'Run again', description: 'Runs it', identifier: 'run' }]
  const output = { title: 'Done', summary: 'all well', annotations: [note(2)] }
  const check_run_id = made.id
  await bot.rest.checks.update({ ...at, check_run_id, conclusion: 'success', actions, output })
  const { data: listed } = await bot.rest.checks.listForRef({ ...at, ref: head, app_id: rig.app.id, filter: 'all' })
  expect(listed.check_runs).toMatchObject([{ status: 'completed', output: { title: 'Done', annotations_count: 2 } }])
  expect((await bot.rest.checks.listAnnotations({ ...at, check_run_id })).data.map((one) => one.start_line)).toEqual([
    1, 2,
  ])
  expect(rig.state(project.repository).checks).toMatchObject([
    { name: 'galley', externalId: 'order-1', images, actions },
  ])

  await rig.people.pressButton('mona', made.id, 'run')
  await rig.people.rerunCheck('mona', made.id)
  const actionsSent = () => rig.deliveries.filter((one) => one.event === 'check_run').map((one) => one.action)
  await rig.waitFor(() => actionsSent().length === 4)
  expect(actionsSent()).toEqual(['created', 'completed', 'requested_action', 'rerequested'])
})

test('one comment, changed and reacted to; a second same reaction is the first', async () => {
  const { rig, at } = project
  const bot = await project.bot()
  const { data: comment } = await bot.rest.issues.createComment({ ...at, issue_number: 1, body: 'first' })
  const comment_id = comment.id
  await bot.rest.issues.updateComment({ ...at, comment_id, body: 'second' })
  const reactions = [1, 2].map(() => ({ ...at, comment_id, content: 'eyes' as const }))
  for (const one of reactions) await bot.rest.reactions.createForIssueComment(one)
  const { data: listed } = await bot.rest.issues.listComments({ ...at, issue_number: 1 })
  expect(listed).toMatchObject([
    { body: 'second', performed_via_github_app: { id: rig.app.id }, reactions: { eyes: 1 } },
  ])
  await project.mona.rest.issues.createComment({ ...at, issue_number: 1, body: '/kitchen run' })
  expect(rig.state(project.repository).comments.map((one) => [one.author, one.app])).toEqual([
    ['galley[bot]', 'galley'],
    ['mona', null],
  ])
})

test('a deployment and its statuses', async () => {
  const { rig, at } = project
  const bot = await project.bot()
  const { data } = await bot.rest.repos.createDeployment({
    ...{ ...at, ref: head, task: 'promote', environment: 'production', production_environment: true },
    ...{ auto_merge: false, required_contexts: [], payload: { order: 'order-1' } },
  })
  if (!('id' in data)) throw new Error('GitHub merged.')
  const deployment_id = data.id
  for (const state of ['in_progress', 'success'] as const) {
    await bot.rest.repos.createDeploymentStatus({ ...at, deployment_id, state, auto_inactive: false })
  }
  const { data: listed } = await bot.rest.repos.listDeployments({ ...at, sha: head, environment: 'production' })
  expect(listed.map((one) => one.payload)).toEqual([{ order: 'order-1' }])
  const { data: statuses } = await bot.rest.repos.listDeploymentStatuses({ ...at, deployment_id })
  expect(statuses.map((one) => one.state)).toEqual(['success', 'in_progress'])
  expect(rig.state(project.repository).deployments).toMatchObject([
    { statuses: [{ state: 'in_progress' }, { state: 'success' }] },
  ])
})

test('lists come in pages with links', async () => {
  const bot = await project.bot()
  for (let at = 0; at < 5; at++) await bot.rest.checks.create({ ...project.at, name: `c${at}`, head_sha: head })
  const all = await bot.paginate(bot.rest.checks.listForRef, { ...project.at, ref: head, per_page: 2 })
  expect(all.map((one) => one.name).filter((name) => name.startsWith('c'))).toEqual(['c4', 'c3', 'c2', 'c1', 'c0'])
})
