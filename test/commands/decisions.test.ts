import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { type Desk, desk } from '../support/cli.ts'
import { shop } from '../support/project.ts'

const recipe = (total: string, measures: string) => `sources: { raw: { file: "\${{ env.DATA }}/raw.csv" } }
nodes:
  ${total}: { sql: sql/total.sql, measures: ${measures} }
`
const files = shop(recipe('total', '[{ name: total, value: max(total) }]'), {
  total: 'select sum(amount) as total from raw',
})

/** Production runs once a day on other data; the days are January's. */
async function produce(one: Desk, from: number, to: number, amount = 100): Promise<void> {
  for (let day = from; day <= to; day++) {
    await writeFile(join(String(one.env.DATA), 'raw.csv'), `id,amount\n1,${amount + ((day * 7) % 5)}\n`)
    const ran = await one.galley('run', '--env', 'production', '--date', `2026-01-${String(day).padStart(2, '0')}`)
    expect(ran.exit, ran.out + ran.err).toBe(0)
  }
}

it('a chart is judged, accepted for a change, and carried to production; points are left out and limits begun anew', async () => {
  const one = await desk(files)
  const { galley, git, write, commit } = one
  await produce(one, 1, 21)
  const before = (await galley('history', 'total.total', '--json')).json
  expect(before).toMatchObject({ measure: 'shop.total.total', decisions: [] })
  expect(before.points).toHaveLength(21)
  expect((await galley('accept', 'total.total', '--reason', 'no', '--env', 'pr_1')).err).toContain(
    'No order of pr_1 has measured',
  )

  await git('checkout', '-qb', 'change')
  await write({ 'recipes/shop/sql/total.sql': 'select sum(amount) * 3 as total from raw' })
  await commit('Three times')
  const kitchen = ['run', '--env', 'pr_1', '--base', 'main', '--head', 'change', '--json']
  const failed = await galley(...kitchen)
  expect(failed).toMatchObject({
    exit: 1,
    json: {
      verdict: 'fail',
      reasons: [{ code: 'signal', subject: 'shop.total.total' }],
      measures: [{ state: 'established', signal: { rule: 'beyond_3s', severity: 'fail' }, accepted: null }],
      alarm_budget: { measures: 1, sigmas: 3, false_alarms: 0.05 },
    },
  })
  const drawn = (await galley('chart', 'total.total', '--env', 'pr_1', '--json')).json
  expect(drawn).toMatchObject({
    schema_version: 1,
    measure: 'shop.total.total',
    judged: [{ index: 21, signal: { severity: 'fail' } }],
  })

  const words = 'prices are in cents now'
  expect((await galley('accept', 'total.totl', '--env', 'pr_1', '--reason', words)).err).toContain(
    'Did you mean "total.total"?',
  )
  const accepted = await galley('accept', 'total.total', '--env', 'pr_1', '--reason', words, '--json')
  expect(accepted).toMatchObject({
    exit: 0,
    json: { again: false, decision: { kind: 'accept', environment: 'pr_1', reason: words } },
  })
  expect((await galley('accept', 'total.total', '--env', 'pr_1', '--reason', words, '--json')).json.again).toBe(true)
  const passed = await galley(...kitchen)
  expect(passed).toMatchObject({ exit: 0, json: { verdict: 'pass', measures: [{ accepted: { reason: words } }] } })
  expect(passed.json.reasons.map((reason: { code: string }) => reason.code)).toEqual(['all_passed', 'signal_accepted'])

  expect((await galley('promote', '--env', 'pr_1', '--json')).json).toMatchObject({
    verdict: 'pass',
    promotion: { road: 'swap' },
  })
  await produce(one, 22, 23)
  const after = (await galley('chart', 'total.total', '--json')).json
  expect(after).toMatchObject({
    state: 'learning',
    phases: [
      { from: 0, to: 21 },
      { from: 21, to: 23 },
    ],
  })
  expect((await galley('history', 'total.total')).out).toContain(`accept: ${one.env.GITHUB_ACTOR ?? ''}`)

  expect(await galley('exclude', 'total.total', '--point', '2026-01-05', '--reason', 'a test')).toMatchObject({
    exit: 0,
    err: '',
  })
  expect((await galley('exclude', 'total.total', '--point', '2026-03-01', '--reason', 'a test')).err).toContain(
    'There is no point "2026-03-01".',
  )
  expect((await galley('rebaseline', 'total.total', '--from', '2026-01-01', '--reason', 'x')).err).toContain(
    'is the first point',
  )
  expect((await galley('rebaseline', 'total.total', '--from', 'v11', '--reason', 'x')).exit).toBe(0)
  const decided = (await galley('chart', 'total.total', '--json')).json
  expect(decided.points[4]).toMatchObject({ excluded: true })
  expect(decided.phases.map(({ from }: { from: number }) => from)).toEqual([0, 10, 21])

  // What was decided wrongly is taken back, newest first or by its id; both are kept.
  const wrong = ['withdraw', 'total.total', '--reason', 'it was right']
  expect(await galley(...wrong, '--json')).toMatchObject({
    exit: 0,
    json: { again: false, decision: { kind: 'rebaseline', withdrawn: { reason: 'it was right' } } },
  })
  const { decisions } = (await galley('history', 'total.total', '--json')).json
  const excluded = decisions.find(({ kind }: { kind: string }) => kind === 'exclude').id
  expect((await galley(...wrong, '--decision', excluded)).out).toContain('Taken back: exclude of shop.total.total by ')
  expect((await galley(...wrong, '--decision', excluded, '--json')).json.again).toBe(true)
  expect((await galley(...wrong, '--decision', 'none')).err).toContain('There is no decision none about total.total.')
  const back = (await galley('chart', 'total.total', '--json')).json
  expect(back.points[4]).toMatchObject({ excluded: false })
  expect(back.phases).toEqual(after.phases)
  expect((await galley('history', 'total.total')).out).toMatch(/Taken back: exclude .*it was right/)
  expect((await galley('history', 'total.total')).out).toMatch(/Stands: accept \S+, by .*prices are in cents now/)
  expect(
    (await galley('exclude', 'total.total', '--point', '2026-01-05', '--reason', 'no', '--json')).json,
  ).toMatchObject({
    again: false,
    decision: { withdrawn: null },
  })
  expect((await galley(...wrong)).exit).toBe(0)

  // A reason is one line among others, and no command to a terminal.
  const forged = await galley('exclude', 'total.total', '--point', 'v3', '--reason', 'a\u001b[2J\nStands: b', '--json')
  expect(forged.json.decision.reason).toBe('a [2J Stands: b')
  expect((await galley('withdraw', 'total.total', '--reason', ' \n')).err).toContain('A decision needs a reason.')

  // A renamed node and measure go on with their history and decisions.
  await write({
    'recipes/shop/recipe.yaml': `recipe: shop\n${recipe('sums', '[{ name: all, value: max(total), was: [total] }]').replace('measures:', 'was: [total], measures:')}`,
  })
  await commit('Rename')
  const renamed = (await galley('history', 'sums.all', '--json')).json
  expect(renamed.points).toHaveLength(23)
  expect(renamed.decisions).toHaveLength(5)
})
