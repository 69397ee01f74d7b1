import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { carryOrder } from '../../action/runner/carry-order.ts'
import { desk } from '../support/cli.ts'
import { shop } from '../support/project.ts'

const galley = (folder: string, events: string): string => `galley: 1
recipes: recipes/*/recipe.yaml
connections: { warehouse: { type: duckdb, path: "\${{ env.WAREHOUSE }}" } }
environments:
  production: { connection: warehouse, schema: analytics }
  kitchen: { connection: warehouse, secrets: [box] }
secrets: { box: { type: files, folder: "${folder}" } }
observers: { kept: { type: openlineage, file: "${events}" } }
`
const recipe = (comment: string): string =>
  `nodes: { a: { inputs: [], run: 'test "$WHO" = base # ${comment}', env: { WHO: "\${{ secrets.WHO }}" } } }\n`

it("a pull request's kitchen is told secrets, and tells observers, as the base says, not as the change says", async () => {
  const { folder, env, write, commit, galley: run, git } = await desk({ 'README.md': '' })
  const at = (name: string): string => join(folder, '..', name)
  for (const who of ['base', 'head']) {
    await mkdir(at(who))
    await writeFile(join(at(who), 'WHO'), who)
  }
  const files = shop(recipe('first'))
  await write({ ...files, 'galley.yaml': galley(at('base'), at('base.ndjson')) })
  const base = await commit('Base')
  await git('checkout', '-qb', 'change')
  await write({ ...shop(recipe('second')), 'galley.yaml': galley(at('head'), at('head.ndjson')) })
  const head = await commit('Head')
  const { digest } = (await run('plan', '--base', base, '--head', head, '--json')).json
  const io = {
    env,
    cwd: folder,
    out: () => undefined,
    err: () => undefined,
    colour: false,
    signal: new AbortController().signal,
    now: () => new Date(),
  }
  const order = {
    id: 'order-1',
    kind: 'kitchen',
    environment: 'pr_1',
    head,
    base,
    merge_base: base,
    plan_digest: digest,
    pull_request: 1,
    actor: 'cook',
    force: [],
  } as const
  const remote = { server: '', repository: '', token: '' }
  const report = await carryOrder({ order, folder, remote, jobs: 1, io, on: () => undefined })
  expect(report.nodes).toMatchObject([{ node: 'a', state: 'succeeded' }])
  expect(await readFile(at('base.ndjson'), 'utf8')).toContain('pr_1.shop.a')
  await expect(readFile(at('head.ndjson'))).rejects.toThrow('ENOENT')
})
