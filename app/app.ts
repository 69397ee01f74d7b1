import { type Logger, pino } from 'pino'
import { Probot } from 'probot'
import type { Config } from './config.ts'
import type { Galley } from './galley.ts'
import { createGitHub } from './github/github.ts'
import { signedBy } from './github/signed-by.ts'
import { runnerVerifier } from './orders/oidc.ts'
import { openSerializer } from './plans/duckdb.ts'
import { createProjects } from './plans/projects.ts'
import { warmUp } from './plans/warm-up.ts'
import { park, perform } from './queue/perform.ts'
import { createQueue } from './queue/queue.ts'
import { resume } from './queue/resume.ts'
import { startRounds } from './queue/rounds.ts'
import { openDatabase } from './store/database.ts'
import { createStore } from './store/store.ts'
import { chartRoutes } from './web/charts.ts'
import { healthRoutes } from './web/health.ts'
import { metricsRoutes } from './web/metrics.ts'
import { orderRoutes } from './web/orders.ts'
import { parkedRoutes } from './web/parked.ts'
import { createWeb, listen, startingWeb } from './web/server.ts'
import { webhookRoutes } from './web/webhook.ts'
import { application } from './webhooks/index.ts'

export interface RunningApp {
  /** Where it listens. */
  readonly url: string
  /** Finishes what it is doing, then stops. What waits stays stored. */
  stop(): Promise<void>
}

/** Starts the App: store, queue, web. It resolves when webhooks can come. */
export async function startApp(config: Config, log: Logger = createLog(config)): Promise<RunningApp> {
  const [database, serializer] = await Promise.all([openDatabase(config.store), openSerializer()])
  await warmUp(serializer)
  const queue = await createQueue(database, log)
  const store = createStore(database.db)
  const { appId, privateKey, webhookSecret, githubApiUrl: baseUrl } = config
  const github = createGitHub({ appId, privateKey, baseUrl, log })
  const projects = createProjects(serializer)
  // Probot brings a pino of its own; the two types differ in nothing that it uses.
  const probot = new Probot({ appId, privateKey, secret: webhookSecret, baseUrl, log: log as never })

  let web = startingWeb()
  const listening = await listen(() => web, config.host, config.port)
  const { alerts } = config
  const galley: Galley = { log, url: config.publicUrl ?? listening.url, store, github, projects, alerts, queue }
  await probot.load(application(galley))
  web = createWeb(
    [
      webhookRoutes(galley, { verify: signedBy([webhookSecret, config.webhookSecretBefore]) }),
      orderRoutes(galley, runnerVerifier(config.oidcIssuers, new URL(galley.url).origin)),
      chartRoutes(galley),
      healthRoutes(galley),
      parkedRoutes(galley, config.adminToken),
      metricsRoutes(galley),
    ],
    log,
  )
  await queue.start({ work: (job) => perform(galley, probot, job), park: (job, error) => park(galley, job, error) })
  await resume(galley)
  const rounds = startRounds(galley, config.rounds)
  log.info({ url: galley.url, github: config.githubServerUrl }, 'Galley is ready')
  return {
    url: listening.url,
    async stop() {
      await listening.stop()
      await rounds.stop()
      await queue.stop()
      serializer.close()
      await database.close()
    },
  }
}

function createLog(config: Config): Logger {
  return pino({
    name: 'galley',
    level: config.logLevel,
    redact: ['*.token', '*.authorization', '*.headers.authorization'],
  })
}
