import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parseDocument } from 'yaml'
import { produceDays } from '../demo/production.ts'
import { changes } from '../demo/scenario/changes.ts'
import { days } from '../demo/scenario/days.ts'
import { type Stage, setStage } from '../demo/stage.ts'

// A second runner, written by others: it runs the example's own workflow file with the real action.yml and bundle, and
// without node_modules beside it, so that the driver is installed as on a hosted runner.
const act = [...(process.env.PATH ?? '').split(':'), join(homedir(), 'go/bin')]
  .map((folder) => join(folder, 'act'))
  .find((path) => existsSync(path))
const root = fileURLToPath(new URL('../../', import.meta.url))

let stage: Stage
let close = (): void => {}
beforeAll(async () => {
  if (act === undefined) return
  stage = await setStage({ runner: false })
  const { desk, warehouse, landing, env } = stage
  await produceDays({ checkout: desk.folder, warehouse, landing, days: days.slice(-2), env, onDay: () => {} })
}, 120_000)
afterAll(async () => {
  close()
  await stage?.stop()
})

it.skipIf(act === undefined)('the example’s workflow carries an order out in act', { timeout: 180_000 }, async () => {
  const { desk, hub, rig, repository } = stage
  const change = changes.find((one) => one.id === 'better')
  if (change === undefined) throw new Error('the scenario has no change better')
  const head = await desk.commit(change)
  await desk.git('push', '--quiet', 'origin', change.branch)
  await hub.octokit.pulls.create({
    owner: hub.owner,
    repo: hub.repo,
    title: change.title,
    head: change.branch,
    base: 'main',
  })
  const run = await rig.waitFor(() => rig.runner.runs.find((one) => one.status === 'queued'), {
    what: 'the dispatched run',
  })
  await runInAct(run.id, run.inputs)
  const gate = await hub.completed(head, 'galley / gate')
  expect(gate.output.title).toMatch(/^Passed: 4 nodes ran, \d+ tests and \d+ measures were judged$/)
  expect(rig.state(repository).checks.map((check) => check.name)).toContain('galley / charts')
})

async function runInAct(runId: number, inputs: Readonly<Record<string, string>>): Promise<void> {
  const home = join(stage.home, 'act')
  const [workspace, action, checkout] = ['workspace', 'galley', 'checkout'].map((name) => join(home, name)) as [
    string,
    string,
    string,
  ]
  await desk(workspace)
  for (const path of ['action.yml', 'package.json', 'action/dist']) {
    await mkdir(dirname(join(action, path)), { recursive: true })
    await cp(join(root, path), join(action, path), { recursive: true })
  }
  await mkdir(checkout, { recursive: true })
  await writeFile(join(checkout, 'action.yml'), standInForCheckout)
  const event = join(home, 'event.json')
  await writeFile(
    event,
    JSON.stringify({
      inputs,
      ref: 'refs/heads/main',
      repository: { full_name: 'acme/flights', default_branch: 'main' },
    }),
  )
  const identity = await identityServer(runId)
  const settings: Record<string, string> = {
    GITHUB_SERVER_URL: stage.rig.url,
    GITHUB_API_URL: stage.rig.apiUrl,
    GITHUB_REPOSITORY: 'acme/flights',
    GITHUB_RUN_ID: String(runId),
    ACTIONS_ID_TOKEN_REQUEST_URL: `${identity}/token?v=1`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'any',
    RUNNER_TOOL_CACHE: join(home, 'tools'),
    // How this machine reaches its npm registry.
    npm_config_userconfig: process.env.npm_config_userconfig ?? join(homedir(), '.npmrc'),
    ...(process.env.NODE_EXTRA_CA_CERTS === undefined ? {} : { NODE_EXTRA_CA_CERTS: process.env.NODE_EXTRA_CA_CERTS }),
  }
  const done = await execa(
    act ?? 'act',
    [
      'workflow_dispatch',
      ...['-C', workspace, '-W', join(workspace, '.github/workflows/galley.yml'), '-e', event],
      ...[
        '-P',
        'ubuntu-latest=-self-hosted',
        '--no-cache-server',
        '--pull=false',
        '--action-cache-path',
        join(home, 'cache'),
      ],
      ...['--no-skip-checkout', '--local-repository', `actions/checkout@v7=${checkout}`],
      ...['--local-repository', `galley-dataops/galley@v1=${action}`, '-s', `GITHUB_TOKEN=${stage.token}`, '--json'],
      ...['--var', `GALLEY_WAREHOUSE=${stage.warehouse}`, '--var', `GALLEY_LANDING=${stage.landing.folder}`],
      ...Object.entries(settings).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    ],
    // act lets its own environment leak into the steps.
    {
      env: { PATH: `${dirname(process.execPath)}:${process.env.PATH}`, HOME: home },
      extendEnv: false,
      reject: false,
      all: true,
    },
  )
  if (done.failed) throw new Error(`act failed: ${done.all?.split('\n').slice(-25).join('\n')}`)
}

/** The repository as it is on the default branch, without the key that act does not know. */
async function desk(workspace: string): Promise<void> {
  await execa('git', ['clone', '--quiet', stage.repository.cloneUrl(''), workspace])
  const path = join(workspace, '.github/workflows/galley.yml')
  const workflow = parseDocument(await readFile(path, 'utf8'))
  workflow.deleteIn(['concurrency', 'queue'])
  await writeFile(path, String(workflow))
}

/** Mints the runner's identity tokens as GitHub would for this run: act has none of its own. */
async function identityServer(runId: number): Promise<string> {
  const { rig, repository, hub } = stage
  const { data } = await hub.octokit.repos.get({ owner: hub.owner, repo: hub.repo })
  const server = createServer(async (request, response) => {
    const audience = new URL(request.url ?? '/', 'http://127.0.0.1').searchParams.get('audience')
    const value = await rig.mintToken({
      aud: audience,
      repository: 'acme/flights',
      repository_id: String(repository.id),
      repository_owner_id: String(data.owner.id),
      run_id: String(runId),
      run_attempt: '1',
      event_name: 'workflow_dispatch',
      workflow_ref: 'acme/flights/.github/workflows/galley.yml@refs/heads/main',
    })
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ value }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  close = () => server.close()
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const standInForCheckout = `name: checkout
description: What actions/checkout does, from any git server
inputs: { ref: { required: true }, persist-credentials: { default: 'true' } }
runs:
  using: composite
  steps:
    - shell: bash
      run: |
        git init --quiet .
        git fetch --quiet --depth=1 "$SERVER/$REPOSITORY.git" "$REF"
        git checkout --quiet --detach FETCH_HEAD
      env:
        SERVER: \${{ github.server_url }}
        REPOSITORY: \${{ github.repository }}
        REF: \${{ inputs.ref }}
`
