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
    outputs: { seen: "\${{ steps.look.outputs.seen }}" }
    steps:
      - uses: actions/checkout@v7
        with: { ref: "\${{ inputs.sha || github.sha }}", persist-credentials: false }
      - id: greet
        uses: acme/greeting@v1
        with: { who: "\${{ env.WHOM }}", wait: "\${{ inputs.wait }}" }
      - id: look
        env: { IDENTITY: "\${{ steps.greet.outputs.identity }}", PASSWORD: "\${{ secrets.PASSWORD }}" }
        run: |
          echo "seen=$(git rev-parse HEAD)" >> "$GITHUB_OUTPUT"
          echo "password $PASSWORD, leaked \${RIG_LEAK:-no}"
          echo "\${IDENTITY}" > "$RUNNER_TEMP/../../identity"
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

test('a dispatched workflow is carried out: inputs, variables, outputs, masks, post, conclusions, events', async () => {
  const id = await dispatch({ order: 'o1' })
  const run = await project.rig.waitFor(() => runOf(id)?.status === 'completed' && runOf(id), { what: 'the run' })
  console.log(run.log)
  expect(run).toMatchObject({ title: 'greet o1', conclusion: 'success' })
  expect(run.jobs.map((job) => [job.key, job.conclusion])).toEqual([
    ['first', 'success'],
    ['second', 'success'],
  ])
  expect(run.jobs[0]?.steps.map((step) => step.conclusion)).toEqual(['success', 'success', 'success', 'skipped'])
  expect(run.log).toContain('Hello world, the token is ***')
  expect(run.log).toContain('node 24, terminal false')
  expect(run.log).toContain('password ***, leaked no')
  expect(run.log).toContain('post, greeted yes')
  expect(run.jobs[0]).toMatchObject({
    summary: '# Greeted\n',
    annotations: [{ level: 'error', message: 'It is\nwrong', properties: { file: 'models/a.sql', line: '3' } }],
  })
  const events = project.rig.deliveries.filter((one) => one.event === 'workflow_run').map((one) => one.action)
  expect(events).toEqual(['requested', 'in_progress', 'completed'])
  expect(project.rig.violations).toEqual([])
})
