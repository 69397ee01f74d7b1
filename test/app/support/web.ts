import { generateKeyPairSync } from 'node:crypto'
import { pino } from 'pino'
import { Probot } from 'probot'
import type { Galley } from '../../../app/galley.ts'
import { createGitHub } from '../../../app/github/github.ts'
import { runnerVerifier } from '../../../app/orders/oidc.ts'
import { openSerializer } from '../../../app/plans/duckdb.ts'
import { createProjects } from '../../../app/plans/projects.ts'
import { createQueue } from '../../../app/queue/queue.ts'
import { openDatabase } from '../../../app/store/database.ts'
import { createStore } from '../../../app/store/store.ts'
import { chartRoutes } from '../../../app/web/charts.ts'
import { healthRoutes } from '../../../app/web/health.ts'
import { orderRoutes } from '../../../app/web/orders.ts'
import { parkedRoutes } from '../../../app/web/parked.ts'
import { createWeb, listen } from '../../../app/web/server.ts'
import { webhookRoutes } from '../../../app/web/webhook.ts'
import { type Issuer, startIssuer } from './issuer.ts'

export const webhookSecret = 'only for tests'
export const adminToken = 'a-token-that-nobody-guesses'

export interface Web {
  readonly url: string
  readonly galley: Galley
  readonly issuer: Issuer
  /** What was queued, in order. Nothing works it here. */
  readonly queued: { key: string; job: object }[]
  stop(): Promise<void>
}

/** The App's web over a real store in memory, with a real issuer; the queue takes jobs and nobody does them. */
export async function startWeb(): Promise<Web> {
  const log = pino({ level: 'silent' })
  const [database, serializer, issuer] = await Promise.all([
    openDatabase({ type: 'pglite', folder: null }),
    openSerializer(),
    startIssuer(),
  ])
  const queue = await createQueue(database, log)
  const queued: Web['queued'] = []
  let web = createWeb([], log)
  const listening = await listen(() => web, '127.0.0.1', 0)
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()
  const galley: Galley = {
    log,
    url: listening.url,
    store: createStore(database.db),
    github: createGitHub({ appId: 1, privateKey: pem, baseUrl: issuer.url, log }),
    projects: createProjects(serializer),
    alerts: { secrets: new Map(), smtp: null },
    queue: {
      send: async (key, job) => {
        await queue.send(key, job)
        queued.push({ key, job })
      },
    },
  }
  const probot = new Probot({ appId: 1, privateKey: pem, secret: webhookSecret, log: log as never })
  await probot.ready()
  web = createWeb(
    [
      webhookRoutes(galley, { verify: (body, signature) => probot.webhooks.verify(body, signature) }),
      orderRoutes(galley, runnerVerifier([issuer.url], listening.url)),
      chartRoutes(galley),
      healthRoutes(galley),
      parkedRoutes(galley, adminToken),
    ],
    log,
  )
  return {
    url: listening.url,
    galley,
    issuer,
    queued,
    async stop() {
      await listening.stop()
      await queue.stop()
      serializer.close()
      await Promise.all([database.close(), issuer.stop()])
    },
  }
}
