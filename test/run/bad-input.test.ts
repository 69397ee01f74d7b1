import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { download } from '../../action/run/download.ts'
import { project, shop } from '../support/project.ts'
import { scratch } from '../support/scratch.ts'
import { shopWarehouse } from '../support/shop-warehouse.ts'

describe('a query that cannot be right', () => {
  it.each([
    ['a type error', "-- what\n-- it is\nselect id + date '2026-01-01' + interval 'x' as y\nfrom raw", 3],
    ['a missing column', 'select\n  id,\n  nothing\nfrom raw', 3],
    ['a missing function', 'select id,\n  no_such_function(id) as y from raw', 2],
    ['a division that cannot be', "select id,\n error('by zero') as y from raw", null],
    ['a text that is no number', "select cast('x' || id as integer) as y from raw", null],
  ])('%s fails that node in its own file, others go on, and nothing is bound', async (_, sql, line) => {
    const shopful = await shopWarehouse()
    await shopful.deliver([1, 2])
    const recipe = `sources: { raw: { file: "\${{ env.DATA }}/raw.csv" } }
nodes:
  good: { sql: from raw }
  bad: { sql: sql/bad.sql }
  on_it: { sql: from bad }
  beside: { sql: from good }
`
    const report = await shopful.produce(await project(shop(recipe, { bad: sql })))
    expect(report.verdict).toBe('fail')
    expect(Object.fromEntries(report.nodes.map((node) => [node.node, node.state]))).toEqual({
      good: 'succeeded',
      bad: 'failed',
      on_it: 'skipped',
      beside: 'succeeded',
    })
    const bad = report.nodes.find((node) => node.node === 'bad')
    expect(bad?.error?.location?.file).toBe('recipes/shop/sql/bad.sql')
    if (line !== null) expect(bad?.error?.location?.line).toBe(line)
    expect(report.promotion).toBeNull()
    expect(await shopful.rows("select 1 as n from information_schema.tables where table_schema = 'analytics'")).toEqual(
      [],
    )
  })
})

describe('a source at an address', () => {
  async function served(): Promise<{ url: string; asked: string[]; content: { text: string } }> {
    const asked: string[] = []
    const content = { text: 'id,amount\n1,10\n2,20\n' }
    const http = createServer((request, response) => {
      const etag = `"${content.text.length}"`
      const known = request.headers['if-none-match'] === etag
      asked.push(known ? '304' : '200')
      response.writeHead(known ? 304 : 200, { etag })
      response.end(known ? undefined : content.text)
    })
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void http.close())
    return { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/raw.csv`, asked, content }
  }

  it('is fetched once, asked for again by its tag, and followed when it changes', async () => {
    const { url, asked, content } = await served()
    const shopful = await shopWarehouse()
    const head = await project(shop(`sources: { raw: { file: "${url}" } }\nnodes: { all: { sql: from raw } }\n`))
    const env = { PATH: process.env.PATH, RUNNER_TOOL_CACHE: shopful.folder }
    expect((await shopful.produce(head, { env })).verdict).toBe('pass')
    expect((await shopful.produce(head, { env })).nodes[0]?.state).toBe('reused')
    content.text = 'id,amount\n1,10\n2,20\n3,30\n'
    await shopful.produce(head, { env })
    expect(asked).toEqual(['200', '304', '200'])
    expect(await shopful.rows('select count(*) as n from analytics."all"')).toEqual([{ n: 3 }])
  })

  it('that is too long, or not there, is said and leaves nothing half', async () => {
    const { url } = await served()
    const path = join(await scratch(), 'raw.csv')
    const never = new AbortController().signal
    const options = { milliseconds: 10_000, bytes: 10 }
    await expect(download(url, path, 'raw', never, options)).rejects.toThrow('longer than 10 bytes')
    await expect(readFile(path)).rejects.toThrow('ENOENT')
    await expect(download('http://127.0.0.1:9/x.csv', path, 'raw', never)).rejects.toMatchObject({
      code: 'source.unreachable',
      exit: 3,
    })
  })
})
