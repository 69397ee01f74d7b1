import { describe, expect, it } from 'vitest'
import { type Desk, desk, type Ran } from '../support/cli.ts'
import { shop } from '../support/project.ts'

const recipe = `sources: { raw: { file: "\${{ env.DATA }}/raw.csv" } }
nodes:
  staged: { sql: "select id, amount from raw" }
  total: { sql: select sum(amount) as total from staged }
  rows: { sql: select count(*) as n from raw }
  tell: { inputs: [], needs: [total], run: 'echo telling; test ! -e "$DATA/broken"; echo "at=$(date +%N)" >> "$GITHUB_OUTPUT"' }
  last: { inputs: [], needs: [tell], run: 'echo last' }
`

const states = (ran: Ran): Record<string, string> =>
  Object.fromEntries(
    ran.json.nodes.map((node: { node: string; state: string; error: { code: string } | null }) => [
      node.node,
      node.state === 'skipped' ? node.error?.code : node.state,
    ]),
  )

describe('a part of the nodes', () => {
  const cases: [args: string[], ran: string[], left: string[]][] = [
    [['--only', 'rows'], ['rows'], ['staged', 'total', 'tell', 'last']],
    [
      ['--from', 'total'],
      ['total', 'tell', 'last'],
      ['staged', 'rows'],
    ],
    [
      ['--select', '+total'],
      ['staged', 'total'],
      ['rows', 'tell', 'last'],
    ],
    [
      ['--select', 'kind:run'],
      ['tell', 'last'],
      ['staged', 'total', 'rows'],
    ],
  ]
  it.each(cases)('%j with --force runs just that', async (args, ran, left) => {
    const { galley } = await desk(shop(recipe))
    expect((await galley('run', '--env', 'production', '--json')).exit).toBe(0)
    const again = await galley('run', '--env', 'mine', '--force', ...args, '--json')
    expect(again.exit).toBe(0)
    const ends = states(again)
    for (const node of ran) expect([node, ends[node]]).toEqual([node, 'succeeded'])
    for (const node of left) expect([node, ends[node]]).toEqual([node, 'reused'])
  })

  it('leaves the rest of production as it is', async () => {
    const { galley, write, commit } = await desk(shop(recipe))
    await galley('run', '--env', 'production')
    await write(shop(recipe.replace('count(*)', 'count(*) + 1').replace('sum(amount)', 'sum(amount) + 1')))
    await commit('Change two')
    const ran = await galley('run', '--env', 'production', '--only', 'rows', '--json')
    expect(states(ran)).toMatchObject({ rows: 'succeeded', total: 'excluded', tell: 'reused' })
    expect(ran.json.promotion.bound).toEqual(['shop.rows'])
    expect(ran.json.verdict).toBe('pass')
    // What was left out is still to do.
    expect(states(await galley('run', '--env', 'production', '--json'))).toMatchObject({ total: 'succeeded' })
  })

  it.each([
    [['--only', 'rwos'], 'Did you mean "rows"?'],
    [['--only', 'rows', '--from', 'rows'], '--from and --only cannot be given together'],
    [['--resume', 'nothing'], 'There is no order nothing'],
    [['--resume', 'x', '--force'], 'without --force'],
    [['--report', 'no/such/report.json'], 'There is no folder'],
  ])('%j is refused', async (args, words) => {
    const { galley } = await desk(shop(recipe))
    const ran = await galley('run', ...args)
    expect(ran.exit).toBe(2)
    expect(ran.err).toContain(words)
  })
})

describe('variables of an order', () => {
  const variables = `variables: { least: { type: integer, default: 1 } }
variations: { small: { variables: { least: 2 } } }
nodes:
  seen: { sql: "select $least as least", with: { least: "\${{ vars.least }}" } }
  told: { inputs: [], run: 'echo least $LEAST', env: { LEAST: "\${{ vars.least }}" } }
`
  it.each([
    [[], 'least 1'],
    [['--variation', 'small'], 'least 2'],
    [['--variation', 'small', '--var', 'least=3'], 'least 3'],
  ])('%j', async (args, line) => {
    const { galley } = await desk(shop(variables))
    const ran = await galley('run', '--env', 'mine', ...args, '--json')
    expect(ran.exit).toBe(0)
    expect((await galley('logs', ran.json.order.id, 'told')).out).toBe(line)
  })

  it('are checked', async () => {
    const { galley } = await desk(shop(variables))
    expect(await galley('run', '--var', 'least')).toMatchObject({ exit: 2, err: expect.stringContaining('NAME=VALUE') })
    expect((await galley('run', '--var', 'least=many')).exit).toBe(2)
  })
})

describe('an order that failed', () => {
  const failing = async (...args: string[]): Promise<{ one: Desk; id: string }> => {
    const one = await desk(shop(recipe))
    one.env.PATH = `${process.env.PATH}`
    await one.git('config', 'user.name', 'Cook')
    const { execa } = await import('execa')
    await execa('touch', [`${one.env.DATA}/broken`])
    const failed = await one.galley('run', ...args, '--json')
    expect(failed.exit).toBe(1)
    expect(states(failed)).toMatchObject({ total: 'succeeded', tell: 'failed', last: 'node.skipped' })
    await execa('rm', [`${one.env.DATA}/broken`])
    return { one, id: failed.json.order.id }
  }

  it.each([[['--env', 'production']], [['--env', 'mine']], [['--env', 'mine', '--force']]])(
    '%j is resumed under its own id, and only what is left is run',
    async (args) => {
      const { one, id } = await failing(...args)
      const resumed = await one.galley('run', '--resume', id.slice(0, 20), '--json')
      expect(resumed.exit).toBe(0)
      expect(resumed.json.order.id).toBe(id)
      expect(states(resumed)).toEqual({
        staged: 'reused',
        total: 'reused',
        rows: 'reused',
        tell: 'succeeded',
        last: 'succeeded',
      })
      const done = await one.galley('run', '--resume', id)
      expect(done).toMatchObject({ exit: 2, err: expect.stringContaining('nothing is left to do') })
    },
  )

  it('is not resumed when the recipes have changed since', async () => {
    const { one, id } = await failing('--env', 'mine')
    await one.write(shop(recipe.replace('count(*)', 'count(*) + 1')))
    expect(await one.galley('run', '--resume', id, '--json')).toMatchObject({
      exit: 4,
      json: { error: { code: 'resume.changed' } },
    })
  })

  it('tells its logs, its state and how to go on', async () => {
    const { one, id } = await failing('--env', 'mine')
    expect((await one.galley('logs', id, 'tell')).out).toBe('telling')
    expect((await one.galley('logs', id, '--json')).json.logs).toEqual([{ node: 'shop.tell', content: 'telling' }])
    expect((await one.galley('logs', id, 'last')).out).toBe('Nothing was printed.')
    expect(await one.galley('logs', id, 'tel')).toMatchObject({ exit: 2, err: expect.stringContaining('"tell"') })
    expect(await one.galley('logs', 'nothing')).toMatchObject({ exit: 2 })
    const status = (await one.galley('status', '--env', 'mine', '--json')).json.environments[0]
    expect(status).toMatchObject({ name: 'mine', version: 0, last_order: { id, verdict: 'fail' } })
    expect(status.reasons[0]).toMatchObject({ code: 'node_failed', subject: 'shop.tell' })
    expect((await one.galley('status')).out).toContain('shop.tell: The command ended with exit code 1')
    expect(await one.galley('status', '--env', 'nobody')).toMatchObject({ exit: 2 })
    await one.write({ '../data/broken': '' })
    const failed = await one.galley('run', '--env', 'mine')
    expect(failed.out).toContain('--resume')
  })
})
