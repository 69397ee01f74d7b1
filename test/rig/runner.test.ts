import { fileURLToPath } from 'node:url'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openProject, type Project } from './fixtures/project.ts'

const actions = { 'acme/greeting@v1': fileURLToPath(new URL('fixtures/greeting', import.meta.url)) }

const workflow = `
name: greet
run-name: "greet \${{ inputs.order }}"
on:
  workflow_dispatch:
    inputs:
      order: { required: true, type: string }
      sha: { type: string }
      lane: { type: string, default: own }
      wait: { type: boolean, default: false }
permissions: { contents: read, id-token: write }
concurrency:
  group: lane-\${{ inputs.lane }}
  cancel-in-progress: \${{ inputs.lane != 'production' }}
jobs:
  first:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    env: { WHOM: "\${{ vars.GREETING }}" }
    outputs: { seen: "\${{ steps.look.outputs.seen }}", identity: "\${{ steps.greet.outputs.identity }}" }
    steps:
      - uses: actions/checkout@v7
        with: { ref: "\${{ inputs.sha || github.sha }}", persist-credentials: false }
      - id: greet
        uses: acme/greeting@v1
        with: { who: "\${{ env.WHOM }}", wait: "\${{ inputs.wait }}" }
      - id: look
        env: { PASSWORD: "\${{ secrets.PASSWORD }}" }
        run: |
          echo "seen=$(git rev-parse HEAD)" >> "$GITHUB_OUTPUT"
          echo "password $PASSWORD, leaked \${RIG_LEAK:-no}"
      - if: failure()
        run: echo never
  second:
    needs: first
    runs-on: ubuntu-latest
    steps:
      - run: test "\${{ needs.first.outputs.seen }}" != ""
`

let project: Project
beforeAll(async () => {
  process.env.RIG_LEAK = 'yes'
  project = await openProject({ runner: { actions } }, { '.github/workflows/greet.yml': workflow })
})
afterAll(() => project.close())

async function dispatch(inputs: Record<string, string>): Promise<number> {
  const bot = await project.bot()
  const answer = await bot.request('POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches', {
    ...{ ...project.at, workflow_id: 'greet.yml', ref: 'main', inputs },
    return_run_details: true,
  })
  return (answer.data as unknown as { workflow_run_id: number }).workflow_run_id
}

const runOf = (id: number) => project.rig.runner.runs.find((one) => one.id === id)

const completed = (id: number) =>
  project.rig.waitFor(() => runOf(id)?.status === 'completed' && runOf(id), { what: `run ${id}` })

const logged = (id: number, words: string) =>
  project.rig.waitFor(() => runOf(id)?.log.includes(words), { what: `"${words}" in the log` })

test('a dispatched workflow is carried out: variables, outputs, masks, post, conclusions, events', async () => {
  const id = await dispatch({ order: 'o1' })
  const run = await completed(id)
  expect(run).toMatchObject({ title: 'greet o1', conclusion: 'success' })
  expect(run.jobs.map((job) => [job.key, job.conclusion])).toEqual([
    ['first', 'success'],
    ['second', 'success'],
  ])
  expect(run.jobs[0]?.steps.map((step) => step.conclusion)).toEqual(['success', 'success', 'success', 'skipped'])
  expect(run.jobs[0]?.outputs.seen).toBe(run.headSha)
  for (const words of [
    'Hello world, the token is ***',
    'node 24, terminal false',
    'password ***, leaked no',
    'post, greeted yes',
  ]) {
    expect(run.log).toContain(words)
  }
  expect(run.jobs[0]).toMatchObject({
    summary: '# Greeted\n',
    annotations: [{ level: 'error', message: 'It is\nwrong', properties: { file: 'models/a.sql', line: '3' } }],
  })
  const events = () =>
    project.rig.deliveries
      .filter(({ event, payload }) => event === 'workflow_run' && (payload.workflow_run as { id: number }).id === id)
      .map((one) => one.action)
  await project.rig.waitFor(() => events().length === 3)
  expect(events()).toEqual(['requested', 'in_progress', 'completed'])
  const { data } = await (await project.bot()).rest.actions.listJobsForWorkflowRun({ ...project.at, run_id: id })
  expect(data.jobs.map((job) => job.conclusion)).toEqual(['success', 'success'])
})

test('a job with id-token: write mints tokens that the published keys verify', async () => {
  const run = await completed(await dispatch({ order: 'o2' }))
  const configuration = await fetch(`${project.rig.oidcIssuer}/.well-known/openid-configuration`)
  const { jwks_uri: uri } = (await configuration.json()) as { jwks_uri: string }
  const { payload } = await jwtVerify(run.jobs[0]?.outputs.identity ?? '', createRemoteJWKSet(new URL(uri)), {
    issuer: project.rig.oidcIssuer,
    audience: 'https://galley.example',
  })
  expect(payload).toMatchObject({
    repository: 'acme/shop',
    repository_id: String(project.repository.id),
    run_id: String(run.id),
    run_attempt: '1',
    event_name: 'workflow_dispatch',
    workflow_ref: 'acme/shop/.github/workflows/greet.yml@refs/heads/main',
    sha: run.headSha,
  })
  expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(300)
})

test('a cancelled run is interrupted first, its post steps still run, and it ends as cancelled', async () => {
  const id = await dispatch({ order: 'o3', wait: 'true' })
  await logged(id, 'waiting')
  await (await project.bot()).rest.actions.cancelWorkflowRun({ ...project.at, run_id: id })
  const run = await completed(id)
  expect(run.conclusion).toBe('cancelled')
  expect(run.log).toMatch(/interrupted[\s\S]*post, greeted yes/)
  const again = (await project.bot()).rest.actions.cancelWorkflowRun({ ...project.at, run_id: id })
  await expect(again).rejects.toMatchObject({ status: 409 })
})

test('a killed run ends as a failure without a word', async () => {
  const id = await dispatch({ order: 'o4', wait: 'true' })
  await logged(id, 'waiting')
  project.rig.runner.kill(id)
  const run = await completed(id)
  expect(run.conclusion).toBe('failure')
  expect(run.log).not.toContain('interrupted')
  expect(run.log).not.toContain('post,')
})

test('in one group a newer run ends the older one, or waits and displaces who waits', async () => {
  const kitchen = await dispatch({ order: 'k1', lane: 'pr-1', wait: 'true' })
  await logged(kitchen, 'waiting')
  const newer = await dispatch({ order: 'k2', lane: 'pr-1' })
  expect((await completed(kitchen)).conclusion).toBe('cancelled')
  expect((await completed(newer)).conclusion).toBe('success')

  const first = await dispatch({ order: 'p1', lane: 'production', wait: 'true' })
  await logged(first, 'waiting')
  const second = await dispatch({ order: 'p2', lane: 'production' })
  expect(runOf(second)?.status).toBe('pending')
  const third = await dispatch({ order: 'p3', lane: 'production' })
  expect((await completed(second)).conclusion).toBe('cancelled')
  expect(runOf(first)?.status).toBe('in_progress')
  project.rig.runner.kill(first)
  expect((await completed(third)).conclusion).toBe('success')
})

test('a run goes again as its next attempt', async () => {
  const id = await dispatch({ order: 'o5' })
  await completed(id)
  await (await project.bot()).rest.actions.reRunWorkflow({ ...project.at, run_id: id })
  expect(runOf(id)?.attempt).toBe(2)
  expect((await completed(id)).conclusion).toBe('success')
})

test.each([
  ['an input that nobody declared', { order: 'x', colour: 'red' }, /Unexpected inputs/],
  ['a required input that is missing', { sha: 'x' }, /Required input 'order' not provided/],
  ['a boolean that is none', { order: 'x', wait: 'perhaps' }, /must be a boolean/],
])('dispatch refuses %s', async (_, inputs, message) => {
  await expect(dispatch(inputs as Record<string, string>)).rejects.toMatchObject({
    status: 422,
    message: expect.stringMatching(message),
  })
})
