import { exits, Fault } from '../fault.ts'
import { githubToken } from './github-oidc.ts'
import type { Keeper } from './keeper.ts'
import type { Declared, ProviderWorld } from './provider.ts'
import { type VaultAnswer, type VaultClient, VaultRefusal, type VaultRequest } from './vault-client.ts'

export interface VaultLogin {
  /** Asks with a token, logging in where there is none or it has ended. */
  ask(request: Omit<VaultRequest, 'token'>): Promise<VaultAnswer | null>
  /** Revokes the token that it logged in for, and with it its leases; of a token that it was given, the leases alone. */
  close(leases: Iterable<string>): Promise<void>
}

interface Options {
  readonly declared: Declared
  readonly url: string
  readonly client: VaultClient
  readonly keep: Keeper
  readonly world: ProviderWorld
}

/** The waits before further tries of a revocation, in milliseconds. */
const lastWaits = [200, 500] as const

interface Token {
  readonly text: string
  /** True for one that a person or a workflow brought: it is not ours to revoke. */
  readonly given: boolean
}

export function vaultLogin({ declared, url, client, keep, world }: Options): VaultLogin {
  const { name: provider, settings } = declared
  const text = (key: string): string | null => (typeof settings[key] === 'string' ? settings[key] : null)
  let token: Promise<Token> | null = null

  const keepToken = (one: Token, seconds: number): void =>
    keep.keep({
      seconds,
      async renew() {
        const path = 'auth/token/renew-self'
        const answer = await client({ method: 'POST', path, token: one.text, body: {}, waits: lastWaits })
        return answer?.auth?.lease_duration ?? 0
      },
      lost(reason) {
        // The next question logs in anew; what was lent with the old token has ended with it.
        token = null
        world.warn(`The token of the secret provider ${provider} has ended and could not be renewed: ${reason}`)
      },
    })
  const useGiven = async (given: string): Promise<Token> => {
    world.mask(given)
    const one = { text: given, given: true }
    const self = await client({ method: 'GET', path: 'auth/token/lookup-self', token: given, waits: lastWaits })
    const { ttl = 0, renewable = false } = (self?.data ?? {}) as { ttl?: number; renewable?: boolean }
    if (renewable && ttl > 0) keepToken(one, ttl)
    return one
  }
  const logIn = async (): Promise<Token> => {
    const audience = text('audience') ?? new URL(url).origin
    const jwt = await githubToken(world.env, audience, provider)
    world.mask(jwt)
    const path = `auth/${text('login_mount') ?? 'jwt'}/login`
    const answer = await client({ method: 'POST', path, body: { role: text('role'), jwt }, waits: lastWaits })
    const auth = answer?.auth
    if (!auth?.client_token) throw new VaultRefusal(404, [`there is no login at ${path}`])
    world.mask(auth.client_token)
    const one = { text: auth.client_token, given: false }
    if (auth.renewable && auth.lease_duration > 0) keepToken(one, auth.lease_duration)
    return one
  }
  const begin = async (): Promise<Token> => {
    const given = world.env.VAULT_TOKEN
    try {
      if (given) return await useGiven(given)
      if (text('login') !== 'token') return await logIn()
    } catch (error) {
      if (error instanceof VaultRefusal)
        throw refused(provider, text('role'), given !== undefined && given !== '', error)
      throw error
    }
    const message = `The secret provider ${provider} wants a token, and VAULT_TOKEN is not set.`
    throw new Fault('secret.no_login', exits.usage, message, 'Set VAULT_TOKEN.')
  }
  const current = (): Promise<Token> => {
    token ??= begin().catch((error) => {
      token = null
      throw error
    })
    return token
  }
  return {
    async ask(request) {
      const used = await current()
      try {
        return await client({ ...request, token: used.text })
      } catch (error) {
        // A token that has ended is refused as one that may not; one that we can have anew is had anew, once.
        if (!(error instanceof VaultRefusal && error.status === 403) || used.given) throw error
        if (await isAlive(client, used)) throw error
        token = null
        return client({ ...request, token: (await current()).text })
      }
    },
    async close(leases) {
      const used = await token?.catch(() => null)
      token = null
      if (!used) return
      const calls = used.given
        ? [...leases].map((lease_id) => ({ path: 'sys/leases/revoke', body: { lease_id } }))
        : [{ path: 'auth/token/revoke-self', body: {} }]
      for (const call of calls) {
        await client({ method: 'POST', ...call, token: used.text, waits: lastWaits }).catch((error: Error) =>
          world.warn(`What ${provider} lent could not be revoked (${call.path}): ${error.message}. It ends by itself.`),
        )
      }
    },
  }
}

/** Whether a token still opens anything. */
async function isAlive(client: VaultClient, { text }: Token): Promise<boolean> {
  try {
    return (await client({ method: 'GET', path: 'auth/token/lookup-self', token: text })) !== null
  } catch (error) {
    if (error instanceof VaultRefusal) return false
    throw error
  }
}

function refused(provider: string, role: string | null, given: boolean, { message }: VaultRefusal): Fault {
  const who = given ? 'the token in VAULT_TOKEN' : `the OIDC token of this job as ${role}`
  const hint = given
    ? 'Has it ended? `vault login` gives another one.'
    : "Compare the role's bound claims and audience with the token's; the role may be of another branch or environment."
  return new Fault(
    'secret.login',
    exits.refused,
    `The secret provider ${provider} does not take ${who}: ${message}.`,
    hint,
  )
}
