import { Octokit } from '@octokit/rest'
import type { Logger } from 'pino'
import { appTokens } from './app-token.ts'
import { type Patience, read } from './attempts.ts'
import { type Deliveries, deliveryOperations } from './deliveries.ts'
import type { Permissions } from './permissions.ts'
import { type RepositoryClient, repositoryClient } from './repository.ts'

/** Where something is, as far as GitHub's API needs it. */
export interface RepositoryAddress {
  readonly id: number
  readonly owner: string
  readonly name: string
  readonly installationId: number
}

export interface GitHub {
  /** A client that can act in one repository, with these permissions and no others. */
  repository(address: RepositoryAddress, permissions: Permissions): RepositoryClient
  /** What GitHub has sent to the App's webhook. */
  readonly deliveries: Deliveries
}

interface Options {
  readonly appId: number
  readonly privateKey: string
  /** REST root. The same code serves github.com and GitHub Enterprise Server. */
  readonly baseUrl: string
  readonly log: Logger
  readonly sleep?: (ms: number) => Promise<void>
  readonly now?: () => number
}

interface Token {
  readonly token: Promise<string>
  readonly expiresAt: number
}

/** Installation tokens live an hour; a new one is taken when less than this is left. */
const spareMs = 10 * 60_000

/** GitHub as the App sees it. The only folder that knows of Octokit. */
export function createGitHub(options: Options): GitHub {
  const { appId, baseUrl, log, sleep = sleepMs, now = Date.now } = options
  const appToken = appTokens(appId, options.privateKey)
  const tokens = new Map<string, Token>()
  const patience: Patience = {
    sleep,
    now,
    delayed: (seconds) => log.warn({ seconds }, 'delayed by a rate limit of GitHub'),
  }

  const installationToken = (address: RepositoryAddress, permissions: Permissions): Promise<string> => {
    const key = JSON.stringify([address.installationId, address.id, permissions])
    const known = tokens.get(key)
    if (known !== undefined && known.expiresAt - spareMs > now()) return known.token
    const token = createToken(address, permissions)
    tokens.set(key, { token, expiresAt: now() + 3_600_000 })
    // A refusal is not remembered.
    token.catch(() => tokens.delete(key))
    return token
  }

  const createToken = async (address: RepositoryAddress, permissions: Permissions): Promise<string> => {
    const octokit = quiet(baseUrl, await appToken())
    // Making a token twice harms nobody, so this is as good as a read.
    const answer = await read(
      () =>
        octokit.rest.apps.createInstallationAccessToken({
          installation_id: address.installationId,
          repository_ids: [address.id],
          permissions,
        }),
      patience,
    )
    return answer.data.token
  }

  return {
    repository: (address, permissions) =>
      repositoryClient({
        address,
        appId,
        patience,
        octokit: async () => quiet(baseUrl, await installationToken(address, permissions)),
        log,
      }),
    deliveries: deliveryOperations((request) => read(async () => request(quiet(baseUrl, await appToken())), patience)),
  }
}

/** Octokit's own log writes to the console; what matters is logged by whoever made the request. */
function quiet(baseUrl: string, auth: string): Octokit {
  const silent = () => {}
  return new Octokit({
    baseUrl,
    auth,
    userAgent: 'galley',
    log: { debug: silent, info: silent, warn: silent, error: silent },
  })
}

function sleepMs(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
