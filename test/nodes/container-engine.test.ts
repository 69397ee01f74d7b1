import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { project, shop } from '../support/project.ts'
import { type ShopWarehouse, shopWarehouse } from '../support/shop-warehouse.ts'

/** An image with a shell that the engine of this machine has already; without one there is nothing to run in. */
const image = process.env.GALLEY_TEST_IMAGE ?? ''
const hasDocker = (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, 'docker')))

async function laid(nodes: string): Promise<{ one: ShopWarehouse; head: Awaited<ReturnType<typeof project>> }> {
  const one = await shopWarehouse()
  await one.deliver([1])
  return { one, head: await project(shop(`nodes:\n${nodes}`)) }
}

describe.runIf(image !== '')('with a real engine', () => {
  const box = (run: string): string => `{ image: "${image}", run: '${run}' }`

  it('a container sees the folder and its variables, hands outputs on and fails by its exit code', async () => {
    const { one, head } =
      await laid(`  box: { inputs: [], container: ${box('pwd; echo "n=$N" >> "$GITHUB_OUTPUT"; echo made > made')}, env: { N: 5 } }
  use: { inputs: [], run: 'test "$N" = 5', env: { N: "\${{ nodes.box.outputs.n }}" } }
  bad: { inputs: [], container: ${box('echo no >&2; exit 3')} }
`)
    const report = await one.produce(head, { env: { ...process.env } })
    expect(report.nodes.map(({ node, state }) => `${node} ${state}`).sort()).toEqual([
      'bad failed',
      'box succeeded',
      'use succeeded',
    ])
    expect(report.nodes.find(({ node }) => node === 'bad')?.error).toMatchObject({
      code: 'container.failed',
      message: 'The container ended with exit code 3: no',
    })
    expect(one.progress).toContainEqual({ type: 'log', recipe: 'shop', node: 'box', line: '/recipe' })
    expect(await readFile(join(one.folder, 'recipes/shop/made'), 'utf8')).toBe('made\n')
  })

  it('a container that is cancelled is gone', async () => {
    const { one, head } = await laid(`  box: { inputs: [], container: ${box('echo begun; sleep 600')} }\n`)
    const stop = new AbortController()
    const order = one.produce(head, { env: { ...process.env } }, stop.signal)
    const begun = () => one.progress.some((said) => said.type === 'log' && said.line === 'begun')
    await expect.poll(begun, { timeout: 60_000 }).toBe(true)
    stop.abort()
    expect((await order).nodes[0]?.state).toBe('cancelled')
  })
})

it.runIf(hasDocker)(
  "docker's own words are told where its daemon is not there, and trying again may help",
  async () => {
    const { one, head } = await laid(
      '  box: { inputs: [], container: { image: x, run: ls }, retry: { attempts: 2, backoff: 1s } }\n',
    )
    const report = await one.produce(head, { env: { ...process.env, DOCKER_HOST: `unix://${one.folder}/none.sock` } })
    expect(report.nodes[0]).toMatchObject({
      state: 'failed',
      attempts: 2,
      error: { code: 'container.engine', message: expect.stringMatching(/daemon|connect/i) as string },
    })
  },
)
