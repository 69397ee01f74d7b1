import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { desk } from '../support/cli.ts'
import { shop } from '../support/project.ts'
import { fakeAirflow } from './fakes/airflow.ts'

const cli = fileURLToPath(new URL('../../action/cli.ts', import.meta.url))

it.each([
  ['while the run goes on', 'look', 'running'],
  ['before it has seen the answer to the start', 'start', 'running'],
  ['and the run has ended meanwhile', 'look', 'ended'],
] as const)('a Galley that is killed %s goes on with that run: one run', async (_, moment, meanwhile) => {
  const fake = await fakeAirflow()
  fake.course = ['running']
  const files = shop('nodes: { nightly: { airflow: { connection: af, dag: nightly, outputs: { result: load } } } }\n')
  const connection = `af: { type: airflow, url: "${fake.server.url}", user: galley, password: "\${{ secrets.AF_PASSWORD }}" },`
  const galley = (files['galley.yaml'] ?? '').replace('connections: {', `connections: { ${connection}`)
  const one = await desk({ ...files, 'galley.yaml': galley })
  Object.assign(one.env, { AF_PASSWORD: 's3cret-enough' })

  const child = spawn(process.execPath, [cli, '-C', one.folder, 'run', '--env', 'production'], {
    env: one.env,
    stdio: 'ignore',
  })
  const ended = once(child, 'exit')
  const isThere = (): boolean =>
    moment === 'start' ? fake.begun() === 1 : fake.server.asked.filter(fake.isLook).length >= 3
  if (moment === 'start')
    fake.server.wrongs.push({ on: (asked) => fake.isLook(asked) && fake.begun() === 1, what: 'cut', times: 99 })
  while (!isThere()) {
    expect(child.exitCode).toBeNull()
    await sleep(5)
  }
  child.kill('SIGKILL')
  await ended
  fake.server.wrongs.length = 0
  if (meanwhile === 'ended') fake.finish()
  else setTimeout(() => fake.finish(), 1500)

  const [order] = (await one.galley('orders', '--json')).json.orders
  const { json, err } = await one.galley('run', '--resume', order.id, '--json')
  expect(json.nodes, err).toMatchObject([{ node: 'nightly', state: 'succeeded', error: null }])
  expect(json.verdict).toBe('pass')
  expect(fake.begun()).toBe(1)
})
