import { createPrivateKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type AlertSettings, readAlertSettings } from './alerts/settings.ts'
import type { RoundSettings } from './queue/rounds.ts'

/** What the App needs to know to start; every member has been checked. */
export interface Config {
  readonly appId: number
  /** PEM, PKCS#1 as GitHub hands it out, or PKCS#8. */
  readonly privateKey: string
  readonly webhookSecret: string
  /** The secret before, while GitHub is being told the new one; null: there is none. */
  readonly webhookSecretBefore: string | null
  /** REST root: https://api.github.com, or https://HOST/api/v3 of a GitHub Enterprise Server. */
  readonly githubApiUrl: string
  /** Where people look at repositories. */
  readonly githubServerUrl: string
  /** Issuers of runner tokens that are believed. */
  readonly oidcIssuers: readonly string[]
  readonly store:
    | { readonly type: 'postgres'; readonly url: string }
    | { readonly type: 'pglite'; readonly folder: string | null }
  /** Where GitHub and runners reach the App, without a trailing slash; null: where it listens. */
  readonly publicUrl: string | null
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  readonly logLevel: string
  readonly rounds: RoundSettings
  readonly alerts: AlertSettings
  /** The password of the pages for whoever runs the App; null: there are none. */
  readonly adminToken: string | null
}

export type ReadConfig =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly faults: readonly string[] }

type Environment = Readonly<Record<string, string | undefined>>

/** Decodes the environment. All faults are reported at once, each with what to do about it. */
export function readConfig(env: Environment): ReadConfig {
  const faults: string[] = []
  const githubServerUrl = url(env, 'GITHUB_SERVER_URL', 'https://github.com', faults)
  const config: Config = {
    appId: integer(env, 'APP_ID', null, faults),
    privateKey: privateKey(env, faults),
    webhookSecret: webhookSecret(env, faults),
    webhookSecretBefore: env.WEBHOOK_SECRET_BEFORE || null,
    githubApiUrl: url(env, 'GITHUB_API_URL', 'https://api.github.com', faults),
    githubServerUrl,
    oidcIssuers: issuers(env, githubServerUrl),
    store:
      env.DATABASE_URL === undefined || env.DATABASE_URL === ''
        ? { type: 'pglite', folder: env.GALLEY_DATA || './.galley/app' }
        : { type: 'postgres', url: env.DATABASE_URL },
    publicUrl: env.GALLEY_URL ? url(env, 'GALLEY_URL', '', faults) : null,
    host: env.HOST || '127.0.0.1',
    port: integer(env, 'PORT', 3000, faults),
    logLevel: logLevel(env, faults),
    rounds: { every: 5 * 60_000, quiet: 10 * 60_000 },
    alerts: readAlertSettings(env, faults),
    adminToken: adminToken(env, faults),
  }
  return faults.length === 0 ? { ok: true, config } : { ok: false, faults }
}

function integer(env: Environment, name: string, fallback: number | null, faults: string[]): number {
  const written = env[name]
  if (written === undefined || written === '') {
    if (fallback === null) faults.push(`${name} is missing: the number that GitHub shows on the App's settings page.`)
    return fallback ?? 0
  }
  if (!/^\d{1,15}$/.test(written)) faults.push(`${name} is "${written}"; it has to be a whole number.`)
  return Number(written)
}

function url(env: Environment, name: string, fallback: string, faults: string[]): string {
  const written = env[name] || fallback
  if (!URL.canParse(written) || !/^https?:$/.test(new URL(written).protocol)) {
    faults.push(`${name} is "${written}"; it has to be a URL that begins with https:// or http://.`)
  }
  return written.replace(/\/+$/, '')
}

function privateKey(env: Environment, faults: string[]): string {
  const found = env.PRIVATE_KEY ? env.PRIVATE_KEY.replaceAll('\\n', '\n') : readKeyFile(env.PRIVATE_KEY_PATH, faults)
  if (found === null) return ''
  try {
    createPrivateKey(found)
  } catch {
    faults.push('PRIVATE_KEY is not a private key in PEM form: take the file that GitHub let you download.')
  }
  return found
}

function readKeyFile(path: string | undefined, faults: string[]): string | null {
  if (path === undefined || path === '') {
    faults.push('PRIVATE_KEY is missing: the PEM text itself, or PRIVATE_KEY_PATH with the path of its file.')
    return null
  }
  try {
    return readFileSync(path, 'utf8')
  } catch {
    faults.push(`PRIVATE_KEY_PATH is "${path}", which cannot be read.`)
    return null
  }
}

/** Probot falls back to the word "development", which the whole world knows. */
function webhookSecret(env: Environment, faults: string[]): string {
  const secret = env.WEBHOOK_SECRET ?? ''
  if (secret === '') faults.push('WEBHOOK_SECRET is missing: without it anybody could send webhooks.')
  else if (secret === 'development') faults.push('WEBHOOK_SECRET is "development", which everybody can guess.')
  return secret
}

/** Long enough that nobody guesses it. */
function adminToken(env: Environment, faults: string[]): string | null {
  const token = env.GALLEY_ADMIN_TOKEN || null
  if (token !== null && token.length < 24) faults.push('GALLEY_ADMIN_TOKEN is shorter than 24 characters.')
  return token
}

/** github.com signs as its token service; an Enterprise Server as a path below itself. */
function issuers(env: Environment, githubServerUrl: string): string[] {
  if (env.OIDC_ISSUERS) {
    return env.OIDC_ISSUERS.split(',').map((issuer) => issuer.trim().replace(/\/+$/, ''))
  }
  const own = `${githubServerUrl}/_services/token`
  return githubServerUrl === 'https://github.com' ? ['https://token.actions.githubusercontent.com'] : [own]
}

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']

function logLevel(env: Environment, faults: string[]): string {
  const level = env.LOG_LEVEL || 'info'
  if (!logLevels.includes(level)) faults.push(`LOG_LEVEL is "${level}"; it has to be one of ${logLevels.join(', ')}.`)
  return level
}
