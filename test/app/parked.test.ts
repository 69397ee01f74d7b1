import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserPath, openBrowser } from '../support/browser.ts'
import { adminToken, startWeb, type Web } from './support/web.ts'

let web: Web
beforeAll(async () => {
  web = await startWeb()
  const payload = JSON.stringify({ repository: { full_name: 'acme/<b>flights</b>' } })
  await web.galley.store.deliveries.keep({ id: 'one', event: 'pull_request', key: '501#7', payload })
  await web.galley.store.deliveries.parked('one', 'GitHub answered 404 to <script>alert(1)</script>')
})
afterAll(() => web.stop())

const authorization = `Basic ${btoa(`me:${adminToken}`)}`
const get = (headers: Record<string, string> = { authorization }) => fetch(`${web.url}/parked`, { headers })
const retry = (delivery: string, headers: Record<string, string> = {}) =>
  fetch(`${web.url}/parked`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ delivery }),
    headers: { authorization, origin: web.url, ...headers },
  })

describe('the page of parked webhooks', () => {
  test('is there for whoever has the token alone', async () => {
    expect((await get({})).status).toBe(401)
    expect((await get({ authorization: `Basic ${btoa('me:wrong')}` })).status).toBe(401)
    expect((await get()).status).toBe(200)
  })

  test('says what went wrong, as text', async () => {
    const answer = await get()
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(answer.headers.get('cache-control')).toBe('no-store')
    const text = await answer.text()
    expect(text).toContain('GitHub answered 404 to &lt;script&gt;')
    expect(text).not.toMatch(/<script|<b>flights/)
  })

  test.skipIf(browserPath === null).each([
    [1000, 'light'],
    [390, 'dark'],
  ] as const)('fits a window of %s, %s', async (width, colorScheme) => {
    const browser = await openBrowser()
    const page = await browser.newPage({
      viewport: { width, height: 700 },
      colorScheme,
      httpCredentials: { username: 'me', password: adminToken },
    })
    const faults: string[] = []
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()))
    await page.goto(`${web.url}/parked`)
    expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).toBeLessThanOrEqual(0)
    expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(1)
    if (process.env.GALLEY_SHOTS) await page.screenshot({ path: `${process.env.GALLEY_SHOTS}/parked-${width}.png` })
    await browser.close()
    expect(faults).toEqual([])
  })

  test('tries one again, when the page itself asks for it', async () => {
    expect((await retry('one', { origin: 'https://elsewhere.example' })).status).toBe(403)
    expect(web.queued).toEqual([])
    expect((await retry('one')).status).toBe(303)
    expect(web.queued).toEqual([{ key: '501#7', job: { type: 'delivery', delivery: 'one' } }])
    expect((await retry('one')).status).toBe(303)
    expect(web.queued).toHaveLength(1)
    expect(await (await get()).text()).toContain('Nothing was given up')
  })
})
