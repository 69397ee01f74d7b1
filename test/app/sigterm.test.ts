import { createHmac, generateKeyPairSync, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { expect, onTestFinished, test } from 'vitest'
import { startAppProcess } from '../demo/app-process.ts'
import { scratch } from '../support/scratch.ts'
import { startGitHub } from './support/github.ts'
import { aPull, frame } from './support/loop.ts'
import { files } from './support/project.ts'

test('a process that is told to end finishes what it is at, takes nothing new, and leaves the rest to the next one', async () => {
  const github = await startGitHub()
  onTestFinished(() => github.stop())
  const [writing, mayGoOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  // Between them, something that holds the first write back.
  const between = serve({
    hostname: '127.0.0.1',
    port: 0,
    async fetch(request) {
      const { pathname, search } = new URL(request.url)
      if (request.method === 'POST' && pathname.endsWith('/check-runs')) {
        writing.resolve()
        await mayGoOn.promise
      }
      const body = request.method === 'GET' ? {} : { body: await request.text() }
      return fetch(`${github.url}${pathname}${search}`, { method: request.method, headers: request.headers, ...body })
    },
  })
  onTestFinished(() => void between.close())
  await once(between, 'listening')
  const url = `http://127.0.0.1:${(between.address() as AddressInfo).port}`
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const app = {
    id: 1,
    privateKey: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
    webhookSecret: 'only for this test',
  }
  const settings = { app, apiUrl: `${url}/api/v3`, serverUrl: url, oidcIssuer: url, data: await scratch() }
  const send = async (to: string, number: number, head: string): Promise<number | null> => {
    const pull = aPull(number, head)
    github.pull(number, pull)
    const body = JSON.stringify({ ...frame, action: 'opened', number, pull_request: pull })
    const signature = `sha256=${createHmac('sha256', app.webhookSecret).update(body).digest('hex')}`
    const headers = {
      'x-github-delivery': randomUUID(),
      'x-github-event': 'pull_request',
      'x-hub-signature-256': signature,
    }
    const answer = await fetch(`${to}/api/github/webhooks`, { method: 'POST', body, headers }).catch(() => null)
    return answer?.status ?? null
  }

  github.commit(files, [])
  const heads = ['one', 'two'].map((text) =>
    github.commit({
      ...files,
      'recipes/flights/sql/arrivals.sql': `select '${text}' as flight_id, 1 as place, 2 as arrival_delay`,
    }),
  )
  const first = await startAppProcess(settings)
  expect(await send(first.url, 1, heads[0] ?? '')).toBe(202)
  await writing.promise
  const ended = first.stop()
  // It answers until nobody new is let in; what it took it keeps.
  const late = await send(first.url, 2, heads[1] ?? '')
  mayGoOn.resolve()
  expect(await ended).toBe(0)
  const checksOf = (head: string): string[] =>
    github.checks
      .filter((one) => one.head_sha === head)
      .map(({ name }) => name)
      .sort()
  expect(checksOf(heads[0] ?? '')).toEqual(['galley / gate', 'galley / plan'])

  const second = await startAppProcess(settings)
  if (late === null) expect(await send(second.url, 2, heads[1] ?? '')).toBe(202)
  await github.until(() => github.runs.find(({ inputs }) => inputs.sha === heads[1]))
  for (const head of heads) {
    expect(checksOf(head)).toEqual(['galley / gate', 'galley / plan'])
    expect(github.runs.filter(({ inputs }) => inputs.sha === head)).toHaveLength(1)
  }
  expect(await second.stop()).toBe(0)
})
