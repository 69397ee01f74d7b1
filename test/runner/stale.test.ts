import { expect, it, onTestFinished } from 'vitest'
import { requireContained } from '../../action/runner/errand.ts'
import { openDuckdb } from '../../action/warehouses/duckdb.ts'
import { desk } from '../support/cli.ts'
import { shop } from '../support/project.ts'

it('a promotion that comes too late says whose change it would take back', async () => {
  const { folder, env, write, commit, galley } = await desk(shop('nodes: { a: { sql: select 1 as x } }\n'))
  await write({ 'README.md': 'Older' })
  const older = await commit('Older')
  await write(shop('nodes: { a: { sql: select 2 as x } }\n'))
  const newer = await commit('Newer')
  expect((await galley('run', '--env', 'production')).exit).toBe(0)
  const options = { waitMs: 0, onWait: () => {}, signal: new AbortController().signal }
  const warehouse = await openDuckdb(env.WAREHOUSE ?? '', options)
  onTestFinished(() => warehouse.close())
  await requireContained({ head: newer }, folder, warehouse)
  await expect(requireContained({ head: older }, folder, warehouse)).rejects.toMatchObject({
    code: 'production.stale_checkout',
    message: expect.stringMatching(
      new RegExp(`on ${newer.slice(0, 10)} since version 1 \\(by \\S+, commit ${newer.slice(0, 10)}\\)`),
    ),
    hint: expect.stringContaining('nothing is lost'),
  })
})
