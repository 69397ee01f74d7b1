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
