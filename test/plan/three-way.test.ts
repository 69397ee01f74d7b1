import { describe, expect, it } from 'vitest'
import { fingerprintsOf } from '../../recipes-schema/fingerprint/fingerprint.ts'
import { planAgainst } from '../../recipes-schema/plan/plan.ts'
import type { Fingerprint } from '../../recipes-schema/plan/types.ts'
import type { NodeId, Project } from '../../recipes-schema/recipe/types.ts'
import { project, shop } from '../support/project.ts'

const recipe =
  'sources: { raw: { file: raw.csv } }\nnodes: { a: { sql: "from raw" }, b: { sql: "select * from a" }, c: { sql: "select 1 as x" } }\n'
const at = (...edits: [string, string][]): Promise<Project> =>
  project(shop(edits.reduce((text, [from, to]) => text.replace(from, to), recipe)))
const shas = { base: 'b', head: 'h', merge_base: 'm' }
const bound = (side: Project): { version: number; bound: Map<NodeId, Fingerprint> } => ({
  version: 7,
  bound: new Map(fingerprintsOf(side).full),
})

/** `a:run:changed b:reuse:main_moved ...` */
async function decided(base: Project, head: Project, production: Project): Promise<string> {
  const plan = planAgainst({ base, head, shas }, bound(production))
  const nodes = plan.recipes[0]?.nodes ?? []
  return nodes.map((node) => `${node.node}:${node.action}:${node.reason.code}${node.stale ? ':stale' : ''}`).join(' ')
}

describe('merge base, head and production', () => {
  it('all the same: nothing runs', async () => {
    const base = await at()
    expect(await decided(base, base, base)).toBe('a:reuse:unchanged b:reuse:unchanged c:reuse:unchanged')
  })

  it('we changed c, production still stands at the merge base', async () => {
    const base = await at()
    expect(await decided(base, await at(['1 as x', '2 as x']), base)).toBe(
      'a:reuse:unchanged b:reuse:unchanged c:run:changed',
    )
  })

  it('others changed a since: it is neither run nor taken back', async () => {
    const base = await at()
    const head = await at(['1 as x', '2 as x'])
    expect(await decided(base, head, await at(['"from raw"', '"from raw where id > 0"']))).toBe(
      'a:reuse:main_moved b:reuse:unchanged c:run:changed',
    )
  })

  it('both changed a: ours runs and is marked stale', async () => {
    const base = await at()
    const head = await at(['"from raw"', '"from raw limit 1"'])
    expect(await decided(base, head, await at(['"from raw"', '"from raw where id > 0"']))).toBe(
      'a:run:changed:stale b:run:upstream_changed:stale c:reuse:unchanged',
    )
  })

  it('production has our change already', async () => {
    const head = await at(['1 as x', '2 as x'])
    expect(await decided(await at(), head, head)).toBe('a:reuse:unchanged b:reuse:unchanged c:reuse:unchanged')
  })

  it('a changed node over what others changed gets a fingerprint of its own', async () => {
    const base = await at()
    const head = await at(['select * from a', 'select * from a limit 5'])
    const theirs = await at(['"from raw"', '"from raw where id > 0"'])
    const merged = await at(['select * from a', 'select * from a limit 5'], ['"from raw"', '"from raw where id > 0"'])
    const plan = planAgainst({ base, head, shas }, bound(theirs))
    const b = plan.recipes[0]?.nodes.find((node) => node.node === 'b')
    expect(b?.fingerprint).toBe(fingerprintsOf(merged).full.get('shop.b' as NodeId))
    expect(await decided(base, head, theirs)).toContain('b:run:changed')
  })

  it('never built: production lacks what the merge base has', async () => {
    const base = await at()
    const plan = planAgainst({ base, head: base, shas }, { version: 0, bound: new Map() })
    expect(plan.recipes[0]?.nodes.map((node) => node.reason.code)).toEqual([
      'never_built',
      'never_built',
      'never_built',
    ])
  })

  it('the digest is that of the change alone', async () => {
    const base = await at()
    const head = await at(['1 as x', '2 as x'])
    const alone = planAgainst({ base, head, shas }, null)
    expect(planAgainst({ base, head, shas }, bound(await at(['"from raw"', '"from raw limit 3"']))).digest).toBe(
      alone.digest,
    )
  })
})

describe('when production has moved on by columns', () => {
  const wide = `sources: { raw: { file: raw.csv } }
nodes:
  a: { sql: "select id, amount, note from raw" }
  b: { sql: "select id, amount from a" }
  c: { sql: "select id, note from a" }
`
  const edited = (...edits: [string, string][]): Promise<Project> =>
    project(shop(edits.reduce((text, [from, to]) => text.replace(from, to), wide)))
  const note: [string, string] = ['amount, note from raw', 'amount, lower(note) as note from raw']
  const amount: [string, string] = ['id, amount from a', 'id, -amount as amount from a']

  it.each<[name: string, head: [string, string][], main: [string, string][], decided: string]>([
    ['we change a column', [note], [], 'a:run:changed b:reuse:unchanged c:run:upstream_changed'],
    ['others changed a column', [], [note], 'a:reuse:main_moved b:reuse:unchanged c:reuse:main_moved'],
    [
      'others changed a column that our node ignores',
      [amount],
      [note],
      'a:reuse:main_moved b:run:changed c:reuse:main_moved',
    ],
    [
      'others changed a column that our node uses',
      [['id, note from a', 'id, upper(note) as note from a']],
      [note],
      'a:reuse:main_moved b:reuse:unchanged c:run:changed:stale',
    ],
    [
      'both change one node',
      [note],
      [['amount, note from raw', '-amount as amount, note from raw']],
      'a:run:changed:stale b:reuse:main_moved c:run:upstream_changed',
    ],
  ])('%s', async (_, head, main, expected) => {
    expect(await decided(await edited(), await edited(...head), await edited(...main))).toBe(expected)
  })

  it('a node over what others changed has a fingerprint of its own, for no column of theirs is known', async () => {
    const [base, head, theirs] = [await edited(), await edited(amount), await edited(note)]
    const plan = planAgainst({ base, head, shas }, bound(theirs))
    const b = plan.recipes[0]?.nodes.find((node) => node.node === 'b')
    const id = 'shop.b' as NodeId
    expect([fingerprintsOf(base), fingerprintsOf(head)].map((one) => one.full.get(id))).not.toContain(b?.fingerprint)
  })
})
