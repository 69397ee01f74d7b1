import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { planChange } from '../../recipes-schema/plan/plan.ts'
import { project, shop } from '../support/project.ts'

// Names whose order differs between locales, values that print differently, and text beyond ASCII.
const before = shop(
  `variables: { share: { type: number, default: 1234.5 } }
sources: { raw: { file: "data/ä.csv" } }
nodes:
  zeta: { sql: "select id, 'Ä' as letter from raw where id > $share", with: { share: "\${{ vars.share }}" } }
  i_node: { sql: "select id from zeta" }
  a_node: { sql: "select letter from zeta", tests: [{ accepted_values: { column: letter, values: [ä, z, I] } }] }
  tell: { run: "true", inputs: ["*.txt"] }
`,
)
const base = { ...before, 'recipes/shop/ö.txt': 'ö', 'recipes/shop/Z.txt': 'z', 'recipes/shop/i.txt': 'i' }
const head = Object.fromEntries(
  Object.entries(base).map(([path, text]) => [path, text.replace('1234.5', '1234.25').replace("'Ä'", "'Ö'")]),
)

async function digest(from: Record<string, string>, to: Record<string, string>): Promise<string> {
  const [one, other] = [await project(from), await project(to)]
  return planChange({ base: one, head: other, shas: { base: null, head: 'h', merge_base: null } }).digest
}

it('the digest is the same in any order of files', async () => {
  const expected = await digest(base, head)
  const shuffled = (files: Record<string, string>) =>
    fc.shuffledSubarray(Object.entries(files), { minLength: Object.keys(files).length }).map(Object.fromEntries)
  await fc.assert(
    fc.asyncProperty(shuffled(base), shuffled(head), async (from, to) => {
      expect(await digest(from, to)).toBe(expected)
    }),
    { numRuns: 10 },
  )
})

it('the digest is the same under any locale and time zone', async () => {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  const elsewhere = async (env: Record<string, string>): Promise<string> => {
    const input = JSON.stringify({ base, head })
    const done = await execa('npx', ['node', join(root, 'test/plan/digest-program.ts')], { cwd: root, env, input })
    return done.stdout
  }
  const expected = await digest(base, head)
  for (const env of [
    { LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', TZ: 'Pacific/Kiritimati' },
    { LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8', TZ: 'America/St_Johns' },
    { LANG: 'C', LC_ALL: 'C', TZ: 'UTC' },
  ])
    expect(await elsewhere(env)).toBe(expected)
})
