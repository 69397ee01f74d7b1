import { spawn } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { audience, issuer, type Lending, publicKey, roles, stored } from '../secrets/lending.ts'
import { vaultSuite } from '../secrets/vault-suite.ts'
import { cacheFolder } from './python.ts'

/** HashiCorp Vault, built from Go's module proxy: the server with the engines that are tried, and no more. */
async function built(): Promise<{ readonly program: string } | { readonly missing: string }> {
  const go = await execa('go', ['version'], { reject: false })
  if (go.failed) return { missing: 'there is no Go' }
  const folder = join(cacheFolder(), 'vault')
  await mkdir(folder, { recursive: true })
  const program = join(folder, 'vault-server')
  const cwd = fileURLToPath(new URL('vault', import.meta.url))
  const build = await execa('go', ['build', '-o', program, '.'], { cwd, reject: false })
  return build.failed ? { missing: `it cannot be built: ${build.stderr.slice(-500)}` } : { program }
}

const made = await built()
const missing = 'missing' in made ? made.missing : null
if (missing !== null) console.log(`Vault is not tried: ${missing}`)

let server: { readonly url: string; readonly token: string }
let stop: () => Promise<void>

async function ask(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const headers = { 'x-vault-token': server.token }
  const answer = await fetch(`${server.url}/v1/${path}`, { method, headers, body: body ? JSON.stringify(body) : null })
  if (answer.status === 404 && method === 'LIST') return { data: { keys: [] } }
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
  return answer.status === 204 ? {} : ((await answer.json()) as Record<string, unknown>)
}

async function count(path: string): Promise<number> {
  const { data } = (await ask('LIST', path)) as { data: { keys: string[] } }
  return data.keys.length
}

const lending = async (): Promise<Lending> => ({
  url: server.url,
  root: server.token,
  lent: async () => ({
    tokens: await count('auth/token/accessors'),
    leases: await count('sys/leases/lookup/leased/galley/database'),
  }),
})

describe.skipIf(missing !== null)('a real HashiCorp Vault', () => {
  beforeAll(async () => {
    const child = spawn('program' in made ? made.program : '', [], { stdio: ['pipe', 'pipe', 'inherit'] })
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    stop = async () => {
      child.stdin.end()
      await ended
    }
    const [line] = await createInterface(child.stdout)
      [Symbol.asyncIterator]()
      .next()
      .then(({ value }) => [value as string])
    server = JSON.parse(line ?? '')
    await ask('POST', 'sys/mounts/secret', { type: 'kv', options: { version: '2' } })
    await ask('POST', 'sys/mounts/leased', { type: 'kv', options: { version: '1', leased_passthrough: 'true' } })
    for (const [path, data] of Object.entries(stored)) await ask('POST', `secret/data/${path}`, { data })
    await ask('POST', 'leased/galley/database', { username: 'lent', password: 'lent-password', ttl: '1s' })
    await ask('POST', 'sys/policies/acl/galley', {
      policy:
        'path "secret/data/galley/*" { capabilities = ["read"] }\npath "leased/galley/*" { capabilities = ["read"] }',
    })
    await ask('POST', 'sys/auth/jwt', { type: 'jwt' })
    await ask('POST', 'auth/jwt/config', { jwt_validation_pubkeys: [publicKey], bound_issuer: issuer })
    for (const [role, { environment, seconds }] of Object.entries(roles))
      await ask('POST', `auth/jwt/role/${role}`, {
        role_type: 'jwt',
        user_claim: 'sub',
        bound_audiences: [audience],
        bound_claims: { repository: 'octo/shop', environment },
        token_policies: ['galley'],
        token_ttl: seconds,
        token_max_ttl: 3600,
      })
  })
  afterAll(() => stop())

  it('answers', async () => {
    expect(await ask('GET', 'sys/health')).toMatchObject({ initialized: true, sealed: false })
  })
  vaultSuite('the suite of all Vaults', lending)
})
