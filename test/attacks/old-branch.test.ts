import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readFirmly } from '../../action/plan/reader.ts'
import { carryOrder } from '../../action/runner/carry-order.ts'
import { openDuckdb } from '../../action/warehouses/duckdb.ts'
import { planChange } from '../../recipes-schema/plan/plan.ts'
import { desk } from '../support/cli.ts'
import { shop } from '../support/project.ts'

const files = (sandbox: string, columns: string): Record<string, string> =>
  shop(`sources: { people: { file: "\${{ env.DATA }}/people.csv"${sandbox} } }
nodes: { a: { sql: "select ${columns} from people" } }
`)

it('a branch from before a mask sees what the mask leaves of the data', async () => {
  const { folder, env, write, commit, git } = await desk(files('', 'email'))
  await writeFile(join(String(env.DATA), 'people.csv'), 'id,email\n1,ada@example.com\n')
  const base = await git('rev-parse', 'HEAD')
  await write(files(', sandbox: { mask: { email: hash } }', 'email'))
  const tip = await commit('Mask')
  await git('checkout', '-qb', 'old', base)
  await write(files('', 'email, id'))
  const head = await commit('One more column')

  const io = {
    ...{ cwd: folder, out: () => undefined, err: () => undefined, colour: false, now: () => new Date() },
    env: { ...env, GALLEY_MASK_SECRET: 'a long enough secret' },
    signal: new AbortController().signal,
  }
  const projects = await readFirmly(folder, io, async (reader) => ({
    base: await reader.project(base),
    head: await reader.project(head),
  }))
  const shas = { head, base: tip, merge_base: base }
  const { digest: plan_digest } = planChange({ ...projects, shas })
  const frame = { id: 'order-1', kind: 'kitchen', environment: 'pr_1', pull_request: 1, actor: 'mallory' } as const
  const remote = { server: '', repository: '', token: '' }
  const order = { ...frame, ...shas, plan_digest, force: [] }
  const report = await carryOrder({ order, folder, remote, jobs: 1, io, on: () => undefined })
  expect(report.verdict).toBe('pass')

  const options = { waitMs: 0, onWait: () => undefined, signal: io.signal }
  const warehouse = await openDuckdb(String(env.WAREHOUSE), options)
  const rows = await warehouse.ledger.rows<{ email: string }>('select email from analytics__pr_1.a')
  await warehouse.close()
  expect(rows).toHaveLength(1)
  expect(rows[0]?.email).not.toContain('ada')
})
