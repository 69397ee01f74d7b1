import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Report } from '../../recipes-schema/report/types.ts'
import { project, shop } from '../support/project.ts'
import { type ShopWarehouse, shopWarehouse } from '../support/shop-warehouse.ts'

interface Asked {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}
type Answer = { status?: number; headers?: Record<string, string>; json?: unknown; body?: string } | 'never' | 'cut'

/** A server on loopback that answers by turns; the last answer for all that follows. */
async function server(answers: readonly Answer[]): Promise<{ url: string; asked: Asked[] }> {
  const asked: Asked[] = []
  const http = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const answer = answers[Math.min(asked.length, answers.length - 1)] ?? {}
    asked.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body })
    if (answer === 'never') return
    if (answer === 'cut') return void request.socket.destroy()
    response.writeHead(answer.status ?? 200, answer.headers)
    response.end(answer.json === undefined ? answer.body : JSON.stringify(answer.json))
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    http.closeAllConnections()
    http.close()
  })
  return { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`, asked }
}

async function send(
  url: string,
  options: string,
  rest = '',
  prepare: (shopful: ShopWarehouse) => void = () => {},
): Promise<{ report: Report; shopful: ShopWarehouse; node: Report['nodes'][number] | undefined; lines: string[] }> {
  const shopful = await shopWarehouse()
  await shopful.deliver([1])
  prepare(shopful)
  const text = `nodes:\n  call: { http: { url: "${url}"${options} }${rest} }\n`
  const env = { PATH: process.env.PATH, HOOK_TOKEN: 'correcthorsebattery', URL: url }
  const report = await shopful.produce(await project(shop(text)), { env })
  const lines = shopful.progress.flatMap((one) => (one.type === 'log' ? one.line : []))
  return { report, shopful, node: report.nodes[0], lines }
}

describe('a request', () => {
  it('carries headers and a JSON body made of expressions, and its outputs go on', async () => {
    const { url, asked } = await server([{ status: 202, json: { id: 7, ok: true } }])
    const shopful = await shopWarehouse()
    await shopful.deliver([1, 2])
    const text = `sources: { raw: { file: "\${{ env.DATA }}/raw.csv" } }
nodes:
  all: { sql: from raw, measures: [row_count] }
  call:
    http:
      url: "\${{ env.URL }}/hook?x=1"
      headers: { authorization: "Bearer \${{ secrets.HOOK_TOKEN }}" }
      body: { rows: "\${{ measures.all.row_count }}", where: ["\${{ order.environment }}", 1], note: "n=\${{ measures.all.row_count }}" }
      expect: [201, 202]
      check: response.json.ok
      outputs: { id: "\${{ response.json.id }}" }
  use: { inputs: [], run: 'test "$ID" = 7', env: { ID: "\${{ nodes.call.outputs.id }}" } }
`
    const env = { DATA: shopful.folder, PATH: process.env.PATH, URL: url, HOOK_TOKEN: 'correcthorsebattery' }
    const report = await shopful.produce(await project(shop(text)), { env })
    expect(report.nodes.map((node) => [node.node, node.state, node.error?.message ?? ''])).toEqual([
      ['all', 'succeeded', ''],
      ['call', 'succeeded', ''],
      ['use', 'succeeded', ''],
    ])
    expect(asked).toHaveLength(1)
    expect(asked[0]).toMatchObject({
      method: 'POST',
      url: '/hook?x=1',
      headers: { authorization: 'Bearer correcthorsebattery', 'content-type': 'application/json' },
    })
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual({ rows: 2, where: ['production', 1], note: 'n=2' })
  })

  it.each<[string, Answer, string, string, RegExp]>([
    [
      'another status',
      { status: 404, body: 'nothing here' },
      '',
      'http.status',
      /404, not 200 to 299. It says: nothing here/,
    ],
    [
      'a redirect',
      { status: 302, headers: { location: 'http://elsewhere/' } },
      '',
      'http.status',
      /redirect to http:\/\/elsewhere/,
    ],
    ['a check that is not met', { json: { ok: false } }, ', check: response.json.ok', 'http.check', /not so that/],
    ['no JSON', { body: '<html>' }, ', check: "response.json.state == \'done\'"', 'http.check', /<html>/],
    ['no answer', 'never', ', timeout: 1s', 'http.timeout', /within 1 seconds/],
    ['a cut connection', 'cut', '', 'http.unreachable', /cannot be reached/],
  ])('%s fails the node', async (_, answer, options, code, words) => {
    const { url } = await server([answer])
    const { node } = await send(url, options)
    expect(node).toMatchObject({ state: 'failed', error: { code, message: expect.stringMatching(words) } })
    expect(node?.error?.location).toEqual({ file: 'recipes/shop/recipe.yaml', line: 3 })
  })

  it('a secret is in no line and in no message', async () => {
    const { url } = await server([{ status: 400, body: 'bad token correcthorsebattery' }])
    const { report, lines } = await send(`${url}/?key=\${{ secrets.HOOK_TOKEN }}`, '')
    expect(lines).toEqual([`POST ${url}/?key=*** answered 400.`])
    expect(JSON.stringify(report)).not.toContain('correcthorse')
    expect(report.nodes[0]?.error?.message).toContain('bad token ***')
  })

  it('a secret that is not there is said by name', async () => {
    const { node } = await send('http://127.0.0.1:9/${{ secrets.NOT_THERE }}', '')
    expect(node?.error).toMatchObject({ code: 'secret.missing', message: expect.stringContaining('NOT_THERE') })
  })

  it('is sent again after what may pass, and not after what will not', async () => {
    const retry = ', retry: { attempts: 3, backoff: 1s }'
    const busy = await server([{ status: 503 }, { status: 200 }])
    expect((await send(busy.url, '', retry)).node).toMatchObject({ state: 'succeeded', attempts: 2 })
    const wrong = await server([{ status: 400 }])
    expect((await send(wrong.url, '', retry)).node).toMatchObject({ state: 'failed', attempts: 1 })
    expect(wrong.asked).toHaveLength(1)
  })
})

describe('polling', () => {
  it('asks by GET where the answer points to, over what may pass, until it is so', async () => {
    const { url, asked } = await server([
      { status: 202, headers: { location: '/jobs/7' } },
      { json: { state: 'running' } },
      { status: 503 },
      { json: { state: 'done', rows: 12 } },
    ])
    const options = `, poll: { url: "\${{ response.headers.location }}", until: "response.json.state == 'done'", every: 1s }, outputs: { rows: "\${{ response.json.rows }}" }`
    const { node, shopful } = await send(url, options)
    expect(node?.error ?? null).toBeNull()
    expect(asked.map(({ method, url: path }) => `${method} ${path}`)).toEqual([
      'POST /',
      'GET /jobs/7',
      'GET /jobs/7',
      'GET /jobs/7',
    ])
    expect(await shopful.rows('select outputs from galley.builds')).toEqual([{ outputs: '{"rows":"12"}' }])
  })

  it('gives up after its time', async () => {
    const { url } = await server([{ json: { state: 'running' } }])
    const { node } = await send(url, `, poll: { until: "response.json.state == 'done'", every: 1s, timeout: 1s }`)
    expect(node?.error?.code).toBe('http.poll_timeout')
  })

  it('ends at once when the order is cancelled', async () => {
    const { url, asked } = await server([{ json: {} }])
    const shopful = await shopWarehouse()
    const stop = new AbortController()
    const text = `nodes: { call: { http: { url: "${url}", poll: { until: "false", every: 1h } } } }\n`
    const order = shopful.produce(await project(shop(text)), {}, stop.signal)
    await expect.poll(() => asked.length).toBe(1)
    stop.abort()
    expect((await order).nodes[0]?.state).toBe('cancelled')
  })
})

describe('in a kitchen', () => {
  it('nothing is sent; with a sandbox, what that says; production sends its own', async () => {
    const { url, asked } = await server([{ status: 200 }])
    const text = (rest: string): string => `nodes: { call: { http: { url: "${url}/real" }${rest} } }\n`
    const shopful = await shopWarehouse()
    const [without, sandboxed] = [
      await project(shop(text(''))),
      await project(shop(text(`, sandbox: { url: "${url}/sandbox", method: PUT }`))),
    ]
    const base = await project(shop('nodes: { other: { sql: select 1 as x } }\n'))
    expect((await shopful.cook(base, without)).nodes[0]?.error?.code).toBe('outside_effect')
    expect(asked).toEqual([])
    expect((await shopful.cook(base, sandboxed)).nodes[0]?.state).toBe('succeeded')
    await shopful.produce(sandboxed)
    expect(asked.map((one) => `${one.method} ${one.url}`)).toEqual(['PUT /sandbox', 'POST /real'])
  })

  it('a sandbox with keys that no request has is refused', async () => {
    await expect(
      project(shop('nodes: { call: { http: { url: "http://x" }, sandbox: { ulr: "http://y" } } }\n')),
    ).rejects.toThrow('ulr')
  })
})
