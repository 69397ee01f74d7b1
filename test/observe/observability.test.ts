import { expect, it } from 'vitest'
import { desk } from '../support/cli.ts'
import { fakeObservability, key } from './fake-observability.ts'
import { watched } from './shop.ts'

// biome-ignore lint/suspicious/noExplicitAny: events are read by their documented keys
type Body = any

it.each([
  ['exit 0', 'COMPLETED_WITH_WARNINGS'],
  ['exit 3', 'FAILED'],
])('a run of a pipeline with its tasks, metrics, messages and tests, where a node does %s', async (command, ending) => {
  const server = await fakeObservability()
  const box = `{ dk: { type: observability, url: "${server.url}/", key: "\${{ secrets.DK_KEY }}", namespace: shop } }`
  const { galley, env } = await desk(watched(box, command))
  Object.assign(env, { DK_KEY: key })
  const ran = await galley('run', '--env', 'production', '--json')
  expect(ran.err).not.toContain('was not told')
  const events = server.asked.map(({ path, body }) => [path.replace('/events/v1/', ''), body as Body] as const)
  const statuses = events.flatMap(([path, { task_key = 'run', status }]) =>
    path === 'run-status' ? [`${task_key} ${status}`] : [],
  )
  expect(statuses.slice(0, 3)).toEqual(['run RUNNING', 'shop.staged RUNNING', 'shop.staged COMPLETED'])
  expect(statuses.at(-1)).toBe(`run ${ending}`)
  expect(statuses).toContain(`shop.tell ${ending === 'FAILED' ? 'FAILED' : 'COMPLETED'}`)
  const of = (kind: string): Body[] => events.flatMap(([path, body]) => (path === kind ? [body] : []))
  expect(of('metric-log').map(({ metric_key }) => metric_key)).toContain('shop.staged.row_count')
  expect(of('test-outcomes').flatMap(({ test_outcomes }) => test_outcomes.map((one: Body) => one.status))).toEqual([
    'PASSED',
    'PASSED',
    'WARNING',
  ])
  if (ending === 'FAILED') expect(of('message-log').map(({ log_level }) => log_level)).toContain('ERROR')
  const runs = new Set(events.map(([, { pipeline_key, run_key }]) => `${pipeline_key} ${run_key}`))
  expect([...runs]).toEqual([expect.stringMatching(/^shop\.production /)])
})
