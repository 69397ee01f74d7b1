import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Report } from '../../recipes-schema/report/types.ts'
import { project, shop } from '../support/project.ts'
import { scratch } from '../support/scratch.ts'
import { type ShopWarehouse, shopWarehouse } from '../support/shop-warehouse.ts'

/** Programs of a test's own, on a PATH of its own before the system's. */
async function programs(files: Readonly<Record<string, string>>, system = '/usr/bin:/bin'): Promise<string> {
  const folder = await scratch()
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(folder, name), text)
    await chmod(join(folder, name), 0o755)
  }
  return `${folder}:${system}`
}

/** A docker that keeps what it was told, and runs the command on the machine with the paths of the container there. */
const docker = `#!/bin/bash
here=$(dirname "$0")
if [ "$1" = rm ]; then echo "$3" >> "$here/removed"; kill -9 -- -$(cat "$here/$3") 2>/dev/null; exit 0; fi
printf '%s\\n' "$@" > "$here/arguments"
env > "$here/environment"
args=("$@")
for ((i = 0; i < \${#args[@]}; i++)); do
  case "\${args[i]}" in
    --volume) v="\${args[i+1]}"; case "$v" in *:/galley) scratch="\${v%:/galley}";; *:/recipe) work="\${v%:/recipe}";; esac;;
    --name) name="\${args[i+1]}";;
  esac
done
export GITHUB_OUTPUT="$scratch/output"
cd "$work"
setsid sh -e -c "\${args[-1]}" & echo $! > "$here/$name"
trap '' TERM
wait $!
`

async function produce(
  nodes: string,
  path: string,
  signal?: AbortSignal,
): Promise<{ shopful: ShopWarehouse; order: Promise<Report> }> {
  const shopful = await shopWarehouse()
  await shopful.deliver([1])
  await writeFile(join(shopful.folder, 'recipes/shop/deep.ipynb'), '{}')
  const files = { ...shop(`nodes:\n${nodes}`), 'recipes/shop/deep.ipynb': '{}' }
  const env = { PATH: path, API_TOKEN: 'correcthorsebattery', RUNNER_TEMP: shopful.folder, LEAK: 'from the machine' }
  return { shopful, order: shopful.produce(await project(files), { env }, signal) }
}

describe('a command', () => {
  it('as a list is a program with its arguments, which no shell reads', async () => {
    const { order, shopful } = await produce(
      `  list: { inputs: [], run: [printf, "%s\\n", "$HOME", "a; b"] }\n`,
      process.env.PATH ?? '',
    )
    expect((await order).verdict).toBe('pass')
    expect(shopful.progress.flatMap((one) => (one.type === 'log' ? one.line : []))).toEqual(['$HOME', 'a; b'])
  })
})

describe('a container', () => {
  const node = `  box:
    inputs: []
    container: { image: "python:\${{ vars.version }}", run: 'echo hello; echo "n=$N" >> "$GITHUB_OUTPUT"', mounts: ["data:/data:ro"], user: "12:34" }
    env: { N: 5, API_TOKEN: "\${{ secrets.API_TOKEN }}" }
  use: { inputs: [], run: 'test "$N" = 5', env: { N: "\${{ nodes.box.outputs.n }}" } }
`

  it('sees the folder, its mounts and its own variables; its outputs go on', async () => {
    const path = await programs({ docker })
    const shopful = await shopWarehouse()
    await shopful.deliver([1])
    const files = shop(`variables: { version: { type: string, default: "3.13" } }\nnodes:\n${node}`)
    const env = { PATH: path, API_TOKEN: 'correcthorsebattery' }
    const report = await shopful.produce(await project(files), { env })
    expect(report.nodes.map((one) => [one.node, one.state, one.error?.message ?? ''])).toEqual([
      ['box', 'succeeded', ''],
      ['use', 'succeeded', ''],
    ])
    const told = (await readFile(join(path.split(':')[0] ?? '', 'arguments'), 'utf8')).split('\n')
    const recipes = join(shopful.folder, 'recipes/shop')
    expect(told).toEqual(
      expect.arrayContaining([
        `${recipes}:/recipe`,
        `${recipes}/data:/data:ro`,
        '12:34',
        'python:3.13',
        'N',
        'API_TOKEN',
      ]),
    )
    // The secret is in the engine's environment, never on a command line.
    expect(told.join('\n')).not.toContain('correcthorse')
    expect(await readFile(join(path.split(':')[0] ?? '', 'environment'), 'utf8')).toContain(
      'API_TOKEN=correcthorsebattery',
    )
  })

  it('without docker and podman says so', async () => {
    const { order } = await produce('  box: { inputs: [], container: { image: x, run: ls } }\n', await programs({}, ''))
    expect((await order).nodes[0]?.error).toMatchObject({ code: 'container.no_engine' })
  })

  it("the engine's own failure is one that may pass", async () => {
    const path = await programs({ docker: '#!/bin/sh\necho no daemon >&2\nexit 125\n' })
    const { order } = await produce(
      '  box: { inputs: [], container: { image: x }, retry: { attempts: 2, backoff: 1s } }\n',
      path,
    )
    expect((await order).nodes[0]).toMatchObject({ attempts: 2, error: { code: 'container.engine' } })
  })

  it('is removed by name when the order is cancelled', async () => {
    const path = await programs({ docker })
    const stop = new AbortController()
    const { order, shopful } = await produce(
      '  box: { inputs: [], container: { image: x, run: "echo started; sleep 600" } }\n',
      path,
      stop.signal,
    )
    await expect
      .poll(() => shopful.progress.some((one) => one.type === 'log' && one.line === 'started'), { timeout: 20_000 })
      .toBe(true)
    stop.abort()
    expect((await order).nodes[0]?.state).toBe('cancelled')
    const folder = path.split(':')[0] ?? ''
    const name = (await readFile(join(folder, 'removed'), 'utf8')).trim()
    expect(name).toMatch(/^galley-[0-9a-f]{16}$/)
    const pid = Number(await readFile(join(folder, name), 'utf8'))
    await expect
      .poll(async () => /^\d+ \(.*\) Z|^$/.test(await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')))
      .toBe(true)
  })
})

describe('a notebook', () => {
  const node = `  deep: { inputs: [], notebook: deep.ipynb, with: { rows: 5, name: "\${{ order.environment }}" } }\n`
  const papermill = `#!/bin/sh\ncp "$1" "$2"; cat "$4"; echo; pwd; echo "done=yes" >> "$GITHUB_OUTPUT"\n`

  it('runs by papermill with its parameters, and what it made is kept', async () => {
    const { order, shopful } = await produce(node, await programs({ papermill }))
    const report = await order
    expect(report.nodes[0]?.error ?? null).toBeNull()
    const lines = shopful.progress.flatMap((one) => (one.type === 'log' ? one.line : []))
    expect(JSON.parse(lines[1] ?? '')).toEqual({ rows: 5, name: 'production' })
    expect(lines[2]).toBe(join(shopful.folder, 'recipes/shop'))
    const kept = join(shopful.folder, 'galley-notebooks', report.order.id, 'shop.deep.ipynb')
    expect(lines[0]).toContain(kept)
    expect(await readFile(kept, 'utf8')).toBe('{}')
    expect(await shopful.rows('select outputs from galley.builds')).toEqual([{ outputs: '{"done":"yes"}' }])
  })

  it.each([
    [{}, node, 'notebook.no_program'],
    [{ jupyter: '#!/bin/sh\n' }, node, 'notebook.no_program'],
  ])('with %j says what is missing', async (present, nodes, code) => {
    const { order } = await produce(nodes, await programs(present, ''))
    expect((await order).nodes[0]?.error?.code).toBe(code)
  })

  it('runs by jupyter where it has no parameters', async () => {
    const path = await programs({ jupyter: '#!/bin/sh\ntest "$1" = nbconvert\n' })
    const { order } = await produce('  deep: { inputs: [], notebook: deep.ipynb }\n', path)
    expect((await order).verdict).toBe('pass')
  })
})
