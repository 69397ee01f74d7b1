import { createPublicKey, verify } from 'node:crypto'
import { type Asked, type FakeAnswer, type FakeServer, fakeServer, is, misfit } from '../orchestrators/fakes/server.ts'
import { audience, issuer, type Lending, publicKey, roles, stored } from './lending.ts'

export interface FakeVault extends Lending, Pick<FakeServer, 'asked' | 'wrongs' | 'up' | 'down'> {
  /** Everything that was lent ends now, as where an operator revokes it. */
  revokeAll(): void
}

interface Lease {
  readonly token: string
  ends: number
}

const json = (status: number, value: unknown): FakeAnswer => ({ status, json: value })
const errors = (status: number, ...words: string[]): FakeAnswer => json(status, { errors: words })
const envelope = { request_id: 'r', lease_id: '', lease_duration: 0, renewable: false, data: null, auth: null }
const root = 'hvs.root'

/** Vault 1.21 as a real one answered: methods, paths, headers, tokens that end, leases that end with their token. */
export async function fakeVault({ namespace = null }: { readonly namespace?: string | null } = {}): Promise<FakeVault> {
  const tokens = new Map<string, { seconds: number; ends: number }>([[root, { seconds: 0, ends: Infinity }]])
  const leases = new Map<string, Lease>()
  let given = 0

  const settle = (): void => {
    for (const [token, { ends }] of tokens) if (ends <= performance.now()) tokens.delete(token)
    for (const [id, { token, ends }] of leases) if (ends <= performance.now() || !tokens.has(token)) leases.delete(id)
  }
  const answer = (asked: Asked): FakeAnswer => {
    settle()
    const { method, headers } = asked
    const path = asked.path.replace(/^\/v1\//, '')
    if (path === asked.path) return { status: 404, text: '404 page not found' }
    if (headers['x-vault-request'] !== 'true') return errors(400, 'missing X-Vault-Request')
    if ((headers['x-vault-namespace'] ?? null) !== namespace) return errors(403, 'permission denied')
    if (path === 'auth/jwt/login') return method === 'POST' ? logIn(asked.body) : errors(405, 'unsupported operation')
    const token = String(headers['x-vault-token'] ?? '')
    const known = tokens.get(token)
    if (known === undefined) return errors(403, 'permission denied', 'invalid token')
    if (method === 'POST') return write(path, token, asked.body)
    if (method !== 'GET') return errors(405, 'unsupported operation')
    if (path === 'auth/token/lookup-self') {
      const ttl = token === root ? 0 : Math.round((known.ends - performance.now()) / 1000)
      return json(200, { ...envelope, data: { id: token, ttl, renewable: token !== root } })
    }
    return read(path, token)
  }

  const logIn = (body: unknown): FakeAnswer => {
    const wrong = misfit(body, { role: is.text, jwt: is.text })
    if (wrong !== null) return errors(400, wrong)
    const { role, jwt } = body as { role: string; jwt: string }
    const bound = roles[role as keyof typeof roles]
    if (bound === undefined) return errors(400, `role "${role}" could not be found`)
    const [head = '', claims = '', signature = ''] = jwt.split('.')
    const key = createPublicKey(publicKey)
    if (!verify('RSA-SHA256', Buffer.from(`${head}.${claims}`), key, Buffer.from(signature, 'base64url')))
      return errors(400, 'error validating token')
    const said = JSON.parse(Buffer.from(claims, 'base64url').toString())
    if (said.iss !== issuer || said.aud !== audience) return errors(400, 'error validating token: invalid audience')
    if (said.environment !== bound.environment) return errors(400, 'error validating claims')
    const token = `hvs.token-${++given}-of-a-login`
    tokens.set(token, { seconds: bound.seconds, ends: performance.now() + bound.seconds * 1000 })
    return json(200, { ...envelope, auth: { client_token: token, lease_duration: bound.seconds, renewable: true } })
  }

  const write = (path: string, token: string, body: unknown): FakeAnswer => {
    const known = tokens.get(token)
    if (known === undefined) throw new Error('the token was looked up')
    if (path === 'auth/token/renew-self') {
      if (token === root) return errors(400, 'lease is not renewable')
      known.ends = performance.now() + known.seconds * 1000
      return json(200, { ...envelope, auth: { client_token: token, lease_duration: known.seconds, renewable: true } })
    }
    if (path === 'auth/token/revoke-self') {
      tokens.delete(token)
      return { status: 204 }
    }
    const wrong = misfit(body, { lease_id: is.text })
    if (wrong !== null) return errors(400, wrong)
    const { lease_id: id } = body as { lease_id: string }
    const lease = leases.get(id)
    if (path === 'sys/leases/renew') {
      if (lease === undefined) return errors(400, 'lease not found')
      lease.ends = performance.now() + 1000
      return json(200, { ...envelope, lease_id: id, lease_duration: 1, renewable: true })
    }
    if (path !== 'sys/leases/revoke') return errors(404)
    leases.delete(id)
    return { status: 204 }
  }

  const read = (path: string, token: string): FakeAnswer => {
    if (path === 'leased/galley/database') {
      const id = `leased/galley/database/${++given}`
      leases.set(id, { token, ends: performance.now() + 1000 })
      const data = { username: 'lent', password: 'lent-password' }
      return json(200, { ...envelope, lease_id: id, lease_duration: 1, renewable: true, data })
    }
    const [, name = ''] = /^secret\/data\/(.+)$/.exec(path) ?? []
    if (!name.startsWith('galley/') && token !== root)
      return errors(403, '1 error occurred:\n\t* permission denied\n\n')
    const data = (stored as Readonly<Record<string, object>>)[name]
    if (data === undefined) return errors(404)
    return json(200, { ...envelope, data: { data, metadata: { version: 1, destroyed: false } } })
  }

  const server = await fakeServer(answer)
  return {
    ...server,
    root,
    async lent() {
      settle()
      return { tokens: tokens.size, leases: leases.size }
    },
    revokeAll() {
      for (const token of tokens.keys()) if (token !== root) tokens.delete(token)
      leases.clear()
    },
  }
}
