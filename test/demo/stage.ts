import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { type Rig, startRig } from '../rig/index.ts'
import { type AppProcess, startAppProcess } from './app-process.ts'
import { type Desk, openDesk } from './desk.ts'
import { type Hub, hub } from './hub.ts'
import { type Landing, openLanding } from './landing.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** All that the demo plays on: a GitHub with a runner, the App, a repository, a warehouse, a person's desk. */
export interface Stage {
  readonly home: string
  readonly rig: Rig
  readonly app: AppProcess
  readonly repository: Awaited<ReturnType<Rig['createRepository']>>
  readonly hub: Hub
  readonly desk: Desk
  readonly landing: Landing
  readonly warehouse: string
  /** The person's own token. */
  readonly token: string
  /** What a laptop or a runner has to know. */
  readonly env: NodeJS.ProcessEnv
  stop(): Promise<void>
}

/** `runner: false`: dispatched runs stay queued, for another runner to take. */
export async function setStage({ runner = true } = {}): Promise<Stage> {
  const home = await mkdtemp(join(tmpdir(), 'galley-demo-'))
  const warehouse = join(home, 'warehouse', 'warehouse.duckdb')
  const variables = { GALLEY_WAREHOUSE: warehouse, GALLEY_LANDING: join(home, 'landing') }
  const [rig, landing] = await Promise.all([
    startRig({
      home: join(home, 'github'),
      ...(runner ? { runner: { actions: { 'galley-dataops/galley@v1': root } } } : {}),
    }),
    openLanding(variables.GALLEY_LANDING),
  ])
  const repository = await rig.createRepository({
    owner: 'acme',
    name: 'flights',
    from: join(root, 'examples/flights'),
    variables,
  })
  const analyst = rig.addUser('analyst')
  rig.addCollaborator(repository, 'analyst', 'maintain')
  const app = await startAppProcess({
    app: rig.app,
    apiUrl: rig.apiUrl,
    serverUrl: rig.url,
    oidcIssuer: rig.oidcIssuer,
    data: join(home, 'app'),
  })
  rig.deliverTo(`${app.url}/api/github/webhooks`)
  rig.installApp({ repositories: [repository], ...(await manifest()) })
  rig.requireCheck(repository, 'galley / gate', rig.app.id)
  return {
    home,
    rig,
    app,
    repository,
    landing,
    warehouse,
    token: analyst.token,
    hub: hub({ baseUrl: rig.apiUrl, token: analyst.token, owner: 'acme', repo: 'flights' }),
    desk: await openDesk(join(home, 'desk'), repository.cloneUrl(analyst.token), 'analyst'),
    env: { ...process.env, ...variables },
    async stop() {
      landing.close()
      await app.stop()
      await rig.stop()
      await rm(home, { recursive: true, force: true })
    },
  }
}

/** The App is installed with the very permissions and events that app.yml asks for, and no more. */
export async function manifest(): Promise<{ permissions: Record<string, 'read' | 'write'>; events: string[] }> {
  const { default_permissions, default_events } = parse(await readFile(join(root, 'app.yml'), 'utf8')) as {
    default_permissions: Record<string, 'read' | 'write'>
    default_events: string[]
  }
  return { permissions: default_permissions, events: default_events }
}
