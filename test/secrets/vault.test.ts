import { describe, expect, it } from 'vitest'
import type { Wrong } from '../orchestrators/fakes/server.ts'
import { fakeOidc } from './fake-oidc.ts'
import { type FakeVault, fakeVault } from './fake-vault.ts'
import { audience, opened } from './lending.ts'
import { vaultSuite } from './vault-suite.ts'

vaultSuite('a strict fake of Vault', () => fakeVault())

const settings = ({ url }: FakeVault, more: object = {}) => ({
  url,
  path: 'galley/production',
  role: 'galley-production',
  audience,
  ...more,
})
const reading = ({ path }: { path: string }): boolean => path.startsWith('/v1/secret/')
const sealed = { status: 503, json: { errors: ['Vault is sealed'] } }

describe('what goes wrong with a Vault', () => {
  it.each<[what: string, wrong: Wrong]>([
    ['it is sealed for a moment', { on: reading, what: sealed, times: 2 }],
    ['an answer is lost', { on: reading, what: 'lost', times: 1 }],
    ['it has too much to do', { on: reading, what: { status: 429, json: { errors: ['slow down'] } }, times: 1 }],
    ['a login is cut', { on: ({ path }) => path.endsWith('/login'), what: 'cut', times: 1 }],
  ])('%s, and nobody notices', async (_, wrong) => {
    const vault = await fakeVault()
    vault.wrongs.push({ ...wrong })
    const secrets = opened(settings(vault), await fakeOidc('production'))
    expect(await secrets.read(['API_TOKEN'])).toEqual({ API_TOKEN: 'the-token-of-production' })
    await secrets.close()
    expect(await vault.lent()).toEqual({ tokens: 1, leases: 0 })
  })

  it.each<[what: string, wrong: Wrong['what'], words: string]>([
    ['a page to log in at', 'page', 'with what no Vault says'],
    ['a redirect', 'login', 'a redirect'],
    ['a seal', sealed, 'is sealed'],
    ['nothing', 'cut', 'cannot be reached'],
  ])('%s is no answer, and is told without a value', async (_, what, words) => {
    const vault = await fakeVault()
    vault.wrongs.push({ on: reading, what, times: 100 })
    const secrets = opened(settings(vault), await fakeOidc('production'))
    const fault = await secrets.read(['API_TOKEN']).catch((error: unknown) => error)
    expect(fault).toMatchObject({ code: 'secret.unreachable' })
    expect((fault as Error).message).toContain(words)
    await secrets.close()
    expect(await vault.lent()).toEqual({ tokens: 1, leases: 0 })
  })

  it('a token that an operator has revoked is had anew, once; a try again asks again', async () => {
    const vault = await fakeVault()
    const keys = { WAREHOUSE_URL: 'galley/shared/postgres#url', OTHER: 'galley/none#a' }
    const secrets = opened(settings(vault, { keys }), await fakeOidc('production'))
    await secrets.read(['API_TOKEN'])
    vault.revokeAll()
    expect(await secrets.read(['WAREHOUSE_URL'])).toEqual({ WAREHOUSE_URL: 'postgres://galley:pa55word@db/shop' })
    expect(vault.asked.filter(({ path }) => path === '/v1/auth/jwt/login')).toHaveLength(2)
    await expect(secrets.read(['OTHER'])).rejects.toMatchObject({ code: 'secret.missing' })
    await expect(secrets.read(['OTHER'])).rejects.toMatchObject({ code: 'secret.missing' })
    await secrets.close()
    expect(await vault.lent()).toEqual({ tokens: 1, leases: 0 })
  })

  it('says so when what was lent cannot be given back, and goes on', async () => {
    const vault = await fakeVault()
    const secrets = opened(settings(vault), await fakeOidc('production'))
    await secrets.read(['API_TOKEN'])
    await vault.down()
    await secrets.close()
    expect(secrets.warnings.join()).toContain('could not be revoked')
  })

  it('gives back after a cancellation, too', async () => {
    const vault = await fakeVault()
    const stop = new AbortController()
    const secrets = opened(settings(vault), await fakeOidc('production'), stop.signal)
    await secrets.read(['API_TOKEN'])
    stop.abort()
    await secrets.close()
    expect([await vault.lent(), secrets.warnings]).toEqual([{ tokens: 1, leases: 0 }, []])
  })

  it('names the namespace in every question', async () => {
    const vault = await fakeVault({ namespace: 'data/shop' })
    const secrets = opened(settings(vault, { namespace: 'data/shop' }), await fakeOidc('production'))
    expect(await secrets.read(['API_TOKEN'])).toEqual({ API_TOKEN: 'the-token-of-production' })
    await secrets.close()
    expect(await vault.lent()).toEqual({ tokens: 1, leases: 0 })
    const without = opened(settings(vault), await fakeOidc('production'))
    await expect(without.read(['API_TOKEN'])).rejects.toMatchObject({ code: 'secret.login' })
  })

  it('outside of a workflow there is no OIDC token', async () => {
    const vault = await fakeVault()
    const secrets = opened(settings(vault), {})
    await expect(secrets.read(['API_TOKEN'])).rejects.toMatchObject({ code: 'secret.no_login' })
    expect(vault.asked).toEqual([])
  })
})
