import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runProgram } from '../../action/program.ts'
import { desk, type Ran } from '../support/cli.ts'
import { load, shop } from '../support/project.ts'
import { fakeOidc } from './fake-oidc.ts'
import { fakeVault } from './fake-vault.ts'
import { audience } from './lending.ts'

const galley = (secrets: string, environments: string, path = '${{ env.WAREHOUSE }}'): string => `galley: 1
recipes: recipes/*/recipe.yaml
connections: { warehouse: { type: duckdb, path: "${path}" } }
environments: ${environments}
secrets: ${secrets}
`
const production = '{ connection: warehouse, schema: analytics, secrets: [box, environment] }'
const recipe = (command: string): string => `nodes:
  tell:
    inputs: []
    outside: false
    run: ${command}
    env: { TOLD: "\${{ secrets.API_TOKEN }}" }
`
const boxOf = (url: string): string =>
  `{ box: { type: vault, url: "${url}", path: galley/production, role: galley-production, audience: "${audience}" } }`
const text = ({ out, err }: Ran): string => out + err

describe('secrets of an order', () => {
  it.each<[what: string, command: string, exit: number]>([
    ['that passes', 'test "$TOLD" = the-token-of-production && echo "it is $TOLD" && echo "$TOLD" | base64', 0],
    ['that fails', 'echo "it is $TOLD" && exit 3', 1],
  ])('come from Vault, stand in no log and no report, and are given back by an order %s', async (_, command, exit) => {
    const vault = await fakeVault()
    const box = boxOf(vault.url)
    const files = { ...shop(recipe(command)), 'galley.yaml': galley(box, `{ production: ${production} }`) }
    const { galley: run, env } = await desk(files)
    Object.assign(env, await fakeOidc('production'))
    const ran = await run('run', '--env', 'production', '--json')
    expect([text(ran), ran.exit]).toEqual([expect.any(String), exit])
    expect(text(ran)).toContain('it is ***')
    const logged = await run('logs', ran.json.order.id, 'tell')
    expect(logged.out).toContain('it is ***')
    for (const shown of [text(ran), text(logged)]) {
      expect(shown).not.toContain('the-token-of-production')
      expect(shown).not.toContain(Buffer.from('the-token-of-production\n').toString('base64'))
    }
    expect(await vault.lent()).toEqual({ tokens: 1, leases: 0 })
  })

  it('are given back when the order is cancelled', async () => {
    const vault = await fakeVault()
    const { folder, env } = await desk({
      ...shop(recipe('echo begun && sleep 60')),
      'galley.yaml': galley(boxOf(vault.url), `{ production: ${production} }`),
    })
    Object.assign(env, await fakeOidc('production'))
    const stop = new AbortController()
    const err = (text: string): void => {
      if (text.includes('begun')) stop.abort()
    }
    const io = {
      env,
      cwd: folder,
      out: () => undefined,
      err,
      colour: false,
      signal: stop.signal,
      now: () => new Date(),
    }
    expect(await runProgram(['run', '--env', 'production'], io)).toBe(130)
    expect(vault.asked.some(({ path }) => path.endsWith('/login'))).toBe(true)
    expect(await vault.lent()).toEqual({ tokens: 1, leases: 0 })
  })

  it('are asked for again by the next try when the vault was away', async () => {
    const vault = await fakeVault()
    const away = { status: 503, json: { errors: ['Vault is sealed'] } }
    vault.wrongs.push({ on: ({ path }) => path.startsWith('/v1/secret/'), what: away, times: 4 })
    const patient = recipe('test -n "$TOLD"').replace(
      'inputs: []',
      'inputs: []\n    retry: { attempts: 2, backoff: 1s }',
    )
    const { galley: run, env } = await desk({
      ...shop(patient),
      'galley.yaml': galley(boxOf(vault.url), `{ production: ${production} }`),
    })
    Object.assign(env, await fakeOidc('production'))
    const { json } = await run('run', '--env', 'production', '--json')
    expect(json.nodes[0]).toMatchObject({ state: 'succeeded', attempts: 2 })
  })

  it('are all asked for by galley doctor, in each environment', async () => {
    const vault = await fakeVault()
    const two = `${recipe('ls')}  more: { inputs: [], run: ls, env: { A: "\${{ secrets.NO_A }}", B: "\${{ secrets.NO_B }}" } }\n`
    const environments = `{ production: ${production}, kitchen: { connection: warehouse } }`
    const { galley: run, env } = await desk({ ...shop(two), 'galley.yaml': galley(boxOf(vault.url), environments) })
    Object.assign(env, await fakeOidc('production'), { NO_B: 'is-there' })
    const { json } = await run('doctor', '--json')
    const [, inProduction, inKitchens] = json.checks
    expect(inProduction).toMatchObject({ subject: 'secrets of production', state: 'failed', code: 'secret.missing' })
    expect(inProduction.message).toContain('NO_A at secret/galley/production in box')
    expect(inProduction.message).not.toContain('The secret NO_B')
    expect(inKitchens.message).toContain('The secret API_TOKEN is not there')
    expect(await vault.lent()).toEqual({ tokens: 1, leases: 0 })
  })

  it('a kitchen is not told what production is told', async () => {
    const vault = await fakeVault()
    const box = boxOf(vault.url)
    const environments = `{ production: ${production}, kitchen: { connection: warehouse } }`
    const { galley: run, env } = await desk({
      ...shop(recipe('test -n "$TOLD"')),
      'galley.yaml': galley(box, environments),
    })
    Object.assign(env, await fakeOidc('production'))
    const ran = await run('run', '--env', 'mine', '--json')
    expect(ran.json.nodes[0].error).toMatchObject({ code: 'secret.missing' })
    expect(ran.json.nodes[0].error.message).toContain('the environment variable API_TOKEN')
    expect(vault.asked).toEqual([])
  })

  it('a folder of files opens the warehouse, and the first provider that has it wins', async () => {
    const one = await desk({
      ...shop(recipe('echo "it is $TOLD"')),
      'galley.yaml': galley(
        '{ box: { type: files, folder: "${{ env.SECRETS }}" } }',
        `{ production: ${production} }`,
        '${{ secrets.WAREHOUSE_PATH }}',
      ),
    })
    const folder = join(one.folder, '..', 'secrets')
    await mkdir(folder)
    await writeFile(join(folder, 'API_TOKEN'), 'from-a-file\n')
    await writeFile(join(folder, 'WAREHOUSE_PATH'), `${one.env.WAREHOUSE}\n`)
    Object.assign(one.env, { SECRETS: folder, API_TOKEN: 'from-a-variable' })
    const ran = await one.galley('run', '--env', 'production', '--json')
    expect(text(ran)).toContain('it is ***')
    expect(ran.exit).toBe(0)
    expect((await one.galley('envs', '--json')).json.environments).toHaveLength(1)
    Object.assign(one.env, { SECRETS: join(folder, 'none') })
    const missing = await one.galley('envs', '--json')
    expect(missing.json.error).toMatchObject({ code: 'secret.missing' })
    expect(missing.json.error.message).toContain(`the file ${join(folder, 'none', 'WAREHOUSE_PATH')}`)
    // A plan needs no warehouse where there is none to be found.
    expect((await one.galley('plan', '--json')).exit).toBe(0)
  })
})

describe('what may be said of providers', () => {
  const environments = `{ production: ${production} }`
  it.each<[secrets: string, code: string, words: string]>([
    ['{ box: { type: files } }', 'recipe.missing_key', 'folder'],
    ['{ box: { type: files, folder: a, url: b } }', 'recipe.unknown_key', 'url'],
    ['{ box: { type: vault, url: a, path: b } }', 'recipe.missing_key', 'role'],
    ['{ box: { type: vault, url: a, path: b, login: github } }', 'recipe.missing_key', 'role'],
    ['{ box: { type: vualt, folder: a } }', 'recipe.value', 'vault'],
    ['{ box: { type: files, folder: "${{ secrets.A }}" } }', 'expression.context', 'secrets'],
    ['{ bax: { type: files, folder: a } }', 'secret.unknown_provider', 'box'],
    [
      '{ box: { type: files, folder: a }, environment: { type: files, folder: a } }',
      'secret.provider_name',
      'environment',
    ],
  ])('%s', async (secrets, code, words) => {
    const loaded = await load({ ...shop(recipe('ls')), 'galley.yaml': galley(secrets, environments) })
    expect(loaded.ok).toBe(false)
    expect(loaded.diagnostics.map((one) => one.code)).toContain(code)
    const found = loaded.diagnostics.find((one) => one.code === code)
    expect(`${found?.message} ${found?.hint}`).toContain(words)
    expect(found?.file).toBe('galley.yaml')
  })

  it.each([
    '{ box: { type: vault, url: a, path: b, login: token } }',
    '{ box: { type: vault, url: a, keys: { A: b#c }, role: d } }',
  ])('%s is well', async (secrets) => {
    const loaded = await load({ ...shop(recipe('ls')), 'galley.yaml': galley(secrets, environments) })
    expect(loaded.diagnostics).toEqual([])
  })
})
