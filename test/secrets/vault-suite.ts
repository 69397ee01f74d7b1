import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { fakeOidc } from './fake-oidc.ts'
import { audience, type Lending, opened } from './lending.ts'

/** What every Vault has to come to, the fake one and the real one. */
export function vaultSuite(title: string, start: () => Promise<Lending>): void {
  const settings = (url: string, more: object = {}) => ({
    url,
    path: 'galley/production',
    role: 'galley-production',
    audience,
    ...more,
  })
  describe(title, () => {
    it("reads by the job's OIDC token, keys by name and by path, and gives the token back", async () => {
      const vault = await start()
      const before = await vault.lent()
      const env = await fakeOidc('production')
      const keys = { WAREHOUSE_URL: 'galley/shared/postgres#url' }
      const secrets = opened(settings(vault.url, { keys }), env)
      expect(await vault.lent()).toEqual(before)
      const read = await secrets.read(['API_TOKEN', 'WAREHOUSE_URL', 'DOCUMENT', 'API_TOKEN'])
      expect(read).toEqual({
        API_TOKEN: 'the-token-of-production',
        WAREHOUSE_URL: 'postgres://galley:pa55word@db/shop',
        DOCUMENT: '{"a":[1]}',
      })
      expect(await vault.lent()).toEqual({ ...before, tokens: before.tokens + 1 })
      expect(secrets.redactor.redact(`it is ${read.API_TOKEN}, ${read.WAREHOUSE_URL}`)).toBe('it is ***, ***')
      await secrets.close()
      expect([await vault.lent(), secrets.warnings]).toEqual([before, []])
    })

    const refusals: [what: string, more: object, environment: string, name: string, code: string, words: string[]][] = [
      [
        'a key that is not there',
        {},
        'production',
        'NO_SUCH',
        'secret.missing',
        ['NO_SUCH at secret/galley/production'],
      ],
      ['an empty value', {}, 'production', 'EMPTY', 'secret.missing', ['EMPTY at secret/galley/production']],
      [
        'a path that is not there',
        { path: 'galley/none' },
        'production',
        'A',
        'secret.missing',
        ['A at secret/galley/none'],
      ],
      [
        'a path that may not be read',
        { path: 'other/team' },
        'production',
        'API_TOKEN',
        'secret.forbidden',
        ['secret/data/other/team'],
      ],
      [
        'a mount that is not there',
        { mount: 'nowhere' },
        'production',
        'A',
        'secret.forbidden',
        ['nowhere/data/galley/production'],
      ],
      ['a role that is not there', { role: 'chef' }, 'production', 'A', 'secret.login', ['as chef']],
      ['a job of another environment', {}, 'kitchen', 'A', 'secret.login', ['as galley-production']],
      [
        'another audience',
        { audience: 'https://other.example.org' },
        'production',
        'A',
        'secret.login',
        ['as galley-production'],
      ],
    ]
    it.each(refusals)('%s is refused by the name of the place', async (_, more, environment, name, code, words) => {
      const vault = await start()
      const before = await vault.lent()
      const secrets = opened(settings(vault.url, more), await fakeOidc(environment))
      const fault = await secrets.read([name]).catch((error: unknown) => error)
      expect(fault).toMatchObject({ code })
      for (const word of words) expect(String((fault as Error).message)).toContain(word)
      expect(JSON.stringify(fault)).not.toContain('nobody-may-see-this')
      await secrets.close()
      expect(await vault.lent()).toEqual(before)
    })

    it('a token that lasts a second is good for longer', async () => {
      const vault = await start()
      const before = await vault.lent()
      const keys = { WAREHOUSE_URL: 'galley/shared/postgres#url' }
      const secrets = opened(settings(vault.url, { role: 'galley-brief', keys }), await fakeOidc('production'))
      await secrets.read(['API_TOKEN'])
      await sleep(2500)
      expect(await secrets.read(['WAREHOUSE_URL'])).toEqual({ WAREHOUSE_URL: 'postgres://galley:pa55word@db/shop' })
      await secrets.close()
      expect(await vault.lent()).toEqual(before)
    })

    it('a lease is had once, renewed while the order runs, and revoked', async () => {
      const vault = await start()
      const before = await vault.lent()
      const more = { mount: 'leased', engine: 'plain', path: 'galley/database' }
      const secrets = opened(settings(vault.url, more), await fakeOidc('production'))
      const lent = { tokens: before.tokens + 1, leases: before.leases + 1 }
      expect(await secrets.read(['username', 'password'])).toEqual({ username: 'lent', password: 'lent-password' })
      expect(await vault.lent()).toEqual(lent)
      await sleep(2500)
      expect(await vault.lent()).toEqual(lent)
      await secrets.close()
      expect([await vault.lent(), secrets.warnings]).toEqual([before, []])
    })

    it('a token that was given is used, and is not revoked; its leases are', async () => {
      const vault = await start()
      const before = await vault.lent()
      const more = { mount: 'leased', engine: 'plain', path: 'galley/database', login: 'token' }
      const secrets = opened(settings(vault.url, more), { VAULT_TOKEN: vault.root })
      expect(await secrets.read(['password'])).toEqual({ password: 'lent-password' })
      expect(await vault.lent()).toEqual({ ...before, leases: before.leases + 1 })
      expect(secrets.redactor.holds(vault.root)).toBe(true)
      await secrets.close()
      expect([await vault.lent(), secrets.warnings]).toEqual([before, []])
      const wrong = opened(settings(vault.url, more), { VAULT_TOKEN: 'hvs.no-such-token' })
      await expect(wrong.read(['password'])).rejects.toMatchObject({ code: 'secret.login' })
      const none = opened(settings(vault.url, more), {})
      await expect(none.read(['password'])).rejects.toMatchObject({ code: 'secret.no_login' })
    })
  })
}
