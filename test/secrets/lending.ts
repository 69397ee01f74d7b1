import { generateKeyPairSync, sign } from 'node:crypto'
import type { Declared } from '../../action/secrets/provider.ts'
import { openSecrets, type Secrets } from '../../action/secrets/secrets.ts'

/** A Vault to try a provider on, real or not. */
export interface Lending {
  readonly url: string
  /** A token that may do anything. */
  readonly root: string
  /** What it has lent and not been given back: tokens of logins, and leases. */
  lent(): Promise<{ readonly tokens: number; readonly leases: number }>
}

/** What GitHub signs its tokens with, in tests. */
export const issuer = 'https://token.actions.githubusercontent.com'
const keys = generateKeyPairSync('rsa', { modulusLength: 2048 })
export const publicKey = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString()

/** A token as GitHub gives to a job of one environment. */
export function jobToken(audience: string, environment: string): string {
  const now = Math.floor(Date.now() / 1000)
  const claims = {
    iss: issuer,
    aud: audience,
    sub: `repo:octo/shop:environment:${environment}`,
    repository: 'octo/shop',
    environment,
    iat: now,
    nbf: now - 5,
    exp: now + 300,
  }
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${part({ alg: 'RS256', typ: 'JWT', kid: 'one' })}.${part(claims)}`
  return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), keys.privateKey).toString('base64url')}`
}

/** The roles and secrets that every Vault of these tests has. */
export const roles = {
  /** May read galley/*, for an hour. */
  'galley-production': { environment: 'production', seconds: 3600 },
  /** The same for a second at a time. */
  'galley-brief': { environment: 'production', seconds: 1 },
} as const
export const audience = 'https://vault.example.org'
export const stored = {
  'galley/production': { API_TOKEN: 'the-token-of-production', DOCUMENT: { a: [1] }, EMPTY: '' },
  'galley/shared/postgres': { url: 'postgres://galley:pa55word@db/shop' },
  'other/team': { API_TOKEN: 'nobody-may-see-this' },
} as const

export interface Opened extends Secrets {
  readonly warnings: readonly string[]
}

/** The secrets of an environment that asks one provider of type `vault`. */
export function opened(
  settings: Declared['settings'],
  env: Readonly<Record<string, string>>,
  signal: AbortSignal = new AbortController().signal,
): Opened {
  const place = { file: 'galley.yaml', line: 1, column: 1, end_line: 1, end_column: 2 }
  const vault = { name: 'vault', type: 'vault', settings, place }
  const production = { connection: 'warehouse', schema: 'analytics', secrets: ['vault'] }
  const kitchen = { connection: 'warehouse', ttl: null, bind: 'changed', secrets: ['environment'] } as const
  const warnings: string[] = []
  const world = { env, signal, warn: (message: string) => warnings.push(message) }
  return {
    ...openSecrets({ secretProviders: new Map([['vault', vault]]), production, kitchen }, 'production', world),
    warnings,
  }
}
