import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { desk } from '../support/cli.ts'
import { shop } from '../support/project.ts'

const files = shop(
  `sources: { raw: { file: "\${{ env.DATA }}/raw.csv" } }
nodes:
  staged: { sql: sql/staged.sql, tests: [unique: id], measures: [row_count] }
  total: { sql: sql/total.sql }
`,
  { staged: 'select id, amount from raw', total: 'select sum(amount) as total from staged' },
)

it('orders go by what was kept as if it had been read anew, also where some of it is damaged', async () => {
  const anew = await desk(files)
  const kept = await desk(files)
  const folder = join(kept.folder, '.git', 'kept')
  kept.env.GALLEY_CACHE = folder
  const told: unknown[][] = []
  for (const one of [anew, kept]) {
    const said: unknown[] = []
    const tell = async (...args: string[]): Promise<void> => {
      const { exit, json } = await one.galley(...args, '--json')
      const { verdict, promotion, nodes, tests, measures } = json
      said.push([args[0], exit, verdict, promotion, nodes.map(({ state }: { state: string }) => state)])
      said.push([tests.length, measures.map(({ value }: { value: number }) => value)])
    }
    await tell('run', '--env', 'production')
    await one.git('checkout', '-qb', 'change')
    await one.write({ 'recipes/shop/sql/staged.sql': 'select id, amount * 2 as amount from raw' })
    await one.commit('Double')
    // Once with nothing kept of the change, once with all of it, once with the end of every pack damaged.
    for (const env of ['a', 'b', 'c']) {
      if (env === 'c' && one === kept)
        for (const name of await readdir(folder)) {
          const bytes = await readFile(join(folder, name))
          await writeFile(join(folder, name), bytes.fill(0, bytes.length >> 1))
        }
      await tell('run', '--env', env, '--base', 'main', '--head', 'change')
    }
    await one.git('checkout', '-q', 'main')
    await one.git('merge', '-q', 'change')
    await tell('promote', '--env', 'c')
    told.push(said)
  }
  expect(told[1]).toEqual(told[0])
  expect(told[1]?.at(-2)).toMatchObject(['promote', 0, 'pass', { road: 'swap' }, ['reused', 'reused']])
  expect((await readdir(folder)).length).toBeGreaterThan(0)
})
