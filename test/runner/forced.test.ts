import { expect, it } from 'vitest'
import { readFirmly } from '../../action/plan/reader.ts'
import { carryOrder } from '../../action/runner/carry-order.ts'
import { planChange } from '../../recipes-schema/plan/plan.ts'
import type { Report } from '../../recipes-schema/report/types.ts'
import { desk } from '../support/cli.ts'
import { shop } from '../support/project.ts'

const files = (total: string): Record<string, string> =>
  shop(`nodes:
  staged: { sql: select range as n from range(4) }
  total: { sql: "select ${total} as n from staged" }
`)

it('a merge promotes the very builds that the kitchen was forced to make', async () => {
  const one = await desk(files('count(*)'))
  const { folder, env, write, commit, galley, git } = one
  expect((await galley('run', '--env', 'production')).exit).toBe(0)
  const base = (await git('rev-parse', 'HEAD')).trim()
  await git('checkout', '-qb', 'change')
  await write(files('sum(n)'))
  const head = await commit('Sum')
  const io = {
    ...{ env, cwd: folder, out: () => undefined, err: () => undefined, colour: false, now: () => new Date() },
    signal: new AbortController().signal,
  }
  const carry = async (
    id: string,
    order: { kind: 'kitchen' | 'promote'; environment: string; force: string[]; from?: string },
  ): Promise<Report> => {
    const shas = { head, base, merge_base: base }
    const projects = await readFirmly(folder, io, async (reader) => ({
      base: await reader.project(base),
      head: await reader.project(head),
    }))
    const { digest: plan_digest } = planChange({ ...projects, shas, force: order.force })
    const remote = { server: '', repository: '', token: '' }
    const whole = { id, pull_request: 1, actor: 'ada', plan_digest, ...shas, ...order }
    return carryOrder({ order: whole, folder, remote, jobs: 1, io, on: () => undefined })
  }
  const kitchen = { kind: 'kitchen', environment: 'pr_1' } as const
  const relations = ({ nodes }: Report) => Object.fromEntries(nodes.map(({ node, relation }) => [node, relation]))
  const plain = await carry('order-1', { ...kitchen, force: [] })
  const forced = await carry('order-2', { ...kitchen, force: ['shop.total'] })
  expect(relations(forced).total).not.toBe(relations(plain).total)
  const promoted = await carry('order-3', { kind: 'promote', environment: 'production', force: [], from: 'pr_1' })
  expect(promoted.promotion).toMatchObject({ road: 'swap', bound: ['shop.total'] })
  expect(relations(promoted).total).toBe(relations(forced).total)
})
