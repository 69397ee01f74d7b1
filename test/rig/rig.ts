import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serve } from '@hono/node-server'
import { accountNamed, createApp } from './accounts.ts'
import { createTokens } from './auth/tokens.ts'
import { createBus } from './bus.ts'
import { createFaults } from './faults.ts'
import { keyPair, pem } from './keys.ts'
import { createOidc } from './oidc.ts'
import { peopleOf } from './people.ts'
import { createRepository, forkRepository, installApp, type Repository, recordOf } from './repositories.ts'
import { runnerOf } from './runner/handle.ts'
import { createRunner, type RunnerOptions } from './runner/runner.ts'
import { createServer, type RequestRecord } from './server.ts'
import type { Site } from './site.ts'
import { stateOf } from './state.ts'
import type { Role } from './store/records.ts'
import { createStore } from './store/store.ts'
import { createWebhooks } from './webhooks/webhooks.ts'

export interface RigOptions {
  /** Runs the workflows for real; without it runs stay queued. */
  readonly runner?: RunnerOptions
  /** Folder for its repositories and runs; a fresh temporary one, removed at the end, when not given. */
  readonly home?: string
}

export type Rig = Awaited<ReturnType<typeof startRig>>

const webhookSecret = 'a secret of the rig'

/** Starts a GitHub Enterprise Server for tests on 127.0.0.1, on any free port. */
export async function startRig(options: RigOptions = {}) {
  const home = options.home ?? (await mkdtemp(join(tmpdir(), 'galley-rig-')))
  await mkdir(home, { recursive: true })
  const oidcKeys = keyPair('oidc')
  const appKeys = await keyPair('app')
  const { site, faults, requests, server } = await listen(home, appKeys.publicKey, oidcKeys, options.runner ?? null)
  const { store, bus, webhooks } = site

  return {
    url: site.url,
    apiUrl: site.apiUrl,
    oidcIssuer: issuerOf(site.url),
    app: {
      id: site.app.id,
      slug: site.app.slug,
      clientId: site.app.clientId,
      privateKey: pem(appKeys),
      webhookSecret,
    },
    addUser(login: string) {
      const account = accountNamed(store, login, 'User')
      return { login: account.login, token: site.tokens.issuePersonal({ type: 'user', account }) }
    },
    createRepository: (wanted: Parameters<typeof createRepository>[1]) => createRepository(site, wanted),
    forkRepository: (parent: Repository, login: string) => forkRepository(site, parent, login),
    addCollaborator(repository: Repository, login: string, permission: Role): void {
      recordOf(site, repository).collaborators.set(login.toLowerCase(), permission)
    },
    /** A ruleset of the default branch asks for a check, from one App or from any source (null). */
    requireCheck(repository: Repository, name: string, app: number | null): void {
      recordOf(site, repository).requiredChecks.push({ name, app })
    },
    addToTeam(org: string, team: string, login: string): void {
      const key = `${org}/${team}`.toLowerCase()
      store.teams.set(key, (store.teams.get(key) ?? new Set()).add(login))
    },
    installApp: (wanted: Parameters<typeof installApp>[1]) => installApp(site, wanted),
    deliverTo: webhooks.deliverTo,
    deliveries: webhooks.deliveries,
    redeliver: webhooks.redeliver,
    requests,
    violations: site.violations,
    faults,
    mintToken: site.oidc.mint,
    runner: runnerOf(site),
    state: (repository: Repository) => stateOf(site, recordOf(site, repository)),
    people: peopleOf(site),
    events: bus,
    waitFor: bus.waitFor,
    async stop(): Promise<void> {
      await site.runner.stop()
      await webhooks.settled()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      if (options.home === undefined) await rm(home, { recursive: true, force: true })
    },
  }
}

async function listen(
  home: string,
  appPublicKey: Site['appPublicKey'],
  oidcKeys: ReturnType<typeof keyPair>,
  runner: RunnerOptions | null,
) {
  const store = createStore()
  const bus = createBus()
  const app = createApp(store, 'galley', 'Galley', 'galley-dataops')
  const faults = createFaults()
  const requests: RequestRecord[] = []
  let url = ''
  const site: Site = {
    get url() {
      return url
    },
    get apiUrl() {
      return `${url}/api/v3`
    },
    home,
    store,
    tokens: createTokens(),
    bus,
    app,
    appPublicKey,
    actionsApp: createApp(store, 'github-actions', 'GitHub Actions', 'github'),
    webFlow: accountNamed(store, 'web-flow', 'User'),
    webhooks: createWebhooks({ appId: app.id, secret: webhookSecret, bus, nextId: store.nextId }),
    runner: createRunner(runner),
    oidc: createOidc(() => issuerOf(url), oidcKeys),
    violations: [],
  }
  const { fetch } = createServer(site, faults, requests)
  const server = await new Promise<Server>((resolve) => {
    const starting = serve({ fetch, hostname: '127.0.0.1', port: 0 }, () => resolve(starting as Server))
  })
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { site, faults, requests, server }
}

function issuerOf(url: string): string {
  return `${url}/_services/token`
}
