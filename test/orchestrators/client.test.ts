import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { client } from '../../action/orchestrators/client.ts'
import { fakeServer } from './fakes/server.ts'

const signal = new AbortController().signal
const nobody = { headers: async () => ({}) }
const get = { method: 'GET', path: '/x' } as const

describe('the client', () => {
  it('keeps to Retry-After, and gives up in the end', async () => {
    const busy = (retry: string) => ({ status: 429, json: {}, headers: { 'retry-after': retry } })
    const times: number[] = []
    const server = await fakeServer(() => {
      times.push(performance.now())
      return times.length === 1 ? busy('1') : times.length < 4 ? busy('0') : { status: 200, json: { ok: true } }
    })
    expect((await client({ base: server.url, credentials: nobody })(get, signal)).json).toEqual({ ok: true })
    expect(times).toHaveLength(4)
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(990)
    const never = await fakeServer(() => busy('0'))
    await expect(client({ base: never.url, credentials: nobody })(get, signal)).rejects.toMatchObject({
      code: 'outside.busy',
      status: 429,
    })
    expect(never.asked).toHaveLength(5)
  })

  it('does not wait for the end of a text that has none', async () => {
    const server = createServer((_, response) => {
      const more = (): void => {
        while (response.write('x'.repeat(65_536)));
      }
      response.on('drain', more)
      more()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => {
      server.closeAllConnections()
      server.close()
    })
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const reply = await client({ base, credentials: nobody })({ ...get, text: true }, signal)
    expect(reply.cut).toBe(true)
    expect(reply.body).toHaveLength(1024 * 1024)
  })

  it('shows nothing to where a text is kept', async () => {
    const store = await fakeServer(() => ({ status: 200, text: 'lines' }))
    const server = await fakeServer(() => ({ status: 302, headers: { location: `${store.url}/signed?x=1` } }))
    const credentials = { headers: async () => ({ authorization: 'Bearer s3cret' }) }
    const ask = client({ base: server.url, credentials })
    expect((await ask({ ...get, text: true, elsewhere: true }, signal)).body).toBe('lines')
    expect(server.asked[0]?.headers.authorization).toBe('Bearer s3cret')
    expect(store.asked[0]?.headers.authorization).toBeUndefined()
    // Where no redirect was expected it is not followed.
    await expect(ask(get, signal)).rejects.toMatchObject({ code: 'outside.not_api' })
    expect(store.asked).toHaveLength(1)
  })

  it.each([
    ['a word', 'nonsense', 'outside.url'],
    ['a file', 'file:///etc/passwd', 'outside.url'],
    ['a host that is not there', 'http://nowhere.invalid', 'outside.unreachable'],
  ])('%s is no address to ask', async (_, base, code) => {
    const ask = async (): Promise<unknown> => client({ base, credentials: nobody })({ ...get, method: 'POST' }, signal)
    // Nothing can have been done there.
    await expect(ask()).rejects.toMatchObject({ code, unsure: false })
  })

  it('a server that is down has done nothing', async () => {
    const server = await fakeServer(() => ({ status: 200, json: {} }))
    await server.down()
    const asked = client({ base: server.url, credentials: nobody })({ ...get, method: 'POST' }, signal)
    await expect(asked).rejects.toMatchObject({ code: 'outside.unreachable', unsure: false })
  })
})
