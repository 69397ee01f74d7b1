import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDagster } from '../../action/orchestrators/dagster.ts'
import type { Orchestrator } from '../../action/orchestrators/orchestrator.ts'
import type { Pace } from '../../action/orchestrators/pace.ts'
import { driven, memory } from '../orchestrators/driven.ts'
import { passing } from './passing.ts'
import { freePort, type Running, startGroup, until } from './processes.ts'
import { installed } from './python.ts'

const python = await installed('dagster', ['dagster==1.13.27', 'dagster-webserver==1.13.27'], 300)
const missing = 'missing' in python ? python.missing : null
if (missing !== null) console.log(`Dagster is not tried: ${missing}`)
const pace: Pace = { first: 300, longest: 2000, patience: 60_000, grace: 20_000 }
const definitions = fileURLToPath(new URL('defs.py', import.meta.url))

let home: string
let url: string
let server: Running
const lines = async (name: string): Promise<number> =>
  (await readFile(join(home, 'flags', name), 'utf8').catch(() => '')).split('\n').filter(Boolean).length
const open = (job: string, options: object = {}, base = url): Orchestrator =>
  openDagster({
    options: { location: 'defs.py', job, ...options },
    parameters: {},
    settings: { url: base },
    environment: {},
  })

describe.skipIf(missing !== null)('a real Dagster', () => {
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'galley-dagster-'))
    await mkdir(join(home, 'flags'))
    const coordinator = 'run_coordinator: { module: dagster.core.run_coordinator, class: DefaultRunCoordinator }'
    await writeFile(join(home, 'dagster.yaml'), `${coordinator}\ntelemetry: { enabled: false }\n`)
    const port = await freePort()
    url = `http://127.0.0.1:${port}`
    const bin = 'bin' in python ? python.bin : ''
    const { PATH = '', HOME = '' } = process.env
    const env = { PATH: `${bin}:${PATH}`, HOME, DAGSTER_HOME: home, GALLEY_FLAGS: join(home, 'flags') }
    const argv = ['dagster-webserver', '-h', '127.0.0.1', '-p', String(port), '-f', definitions] as const
    server = startGroup([...argv], { cwd: home, env, log: join(home, 'webserver.log') })
    await until(async () => (await fetch(`${url}/server_info`)).ok, [server], 'Dagster answers')
  })
  afterAll(async () => {
    await server.stop()
    await rm(home, { recursive: true, force: true })
  })

  it('a failed run is told with its steps and why; what is gone on with begins where it failed', async () => {
    const begun = memory()
    const options = { config: { ops: { extract: { config: { day: '2026-01-01' } } } } }
    const first = await driven(open('nightly', options), { pace, begun })
    expect(first.error, first.error?.message).toMatchObject({ code: 'outside.failed' })
    expect(first.error.message).toMatch(
      /Dagster, the job nightly of defs.py, run \S+: The run ended as FAILURE. What failed: load/,
    )
    expect(first.printed.join('\n')).toContain('reads the day 2026-01-01')
    expect(first.printed.join('\n')).toContain('the bucket is not there')
    await writeFile(join(home, 'flags', 'mended'), '')
    const again = await driven(open('nightly', options), { pace, begun })
    expect(again.error).toBeNull()
    expect([await lines('extract'), await lines('load')]).toEqual([1, 2])
    expect(again.children.map(({ name, state }) => `${name} ${state}`)).toContain('load succeeded')
  })

  it('a launch whose answer is lost is found by its tag: one run', async () => {
    const before = await lines('extract')
    let lost = 0
    const proxy = await passing(url, (_, body) => body.includes('launchRun(') && lost++ === 0)
    const { error, notes } = await driven(open('nightly', {}, proxy.url), { pace, order: 'lost' })
    await proxy.close()
    expect(error).toBeNull()
    expect(notes.join('\n')).toMatch(/all the same: going on with it/)
    expect(await lines('extract')).toBe(before + 1)
  })

  it('a cancelled order ends the run, and it is confirmed', async () => {
    const onNote = (note: string, abort: () => void): void => void (/^wait: IN_PROGRESS/.test(note) && abort())
    const { error, notes } = await driven(open('slow'), { pace, onNote, order: 'cancelled' })
    expect(error?.name).toBe('AbortError')
    expect(notes.at(-1)).toMatch(/has ended run .* \(CANCELED\)/)
  })

  it.each([
    ['a job that is not there', () => open('nothing'), 'outside.not_found'],
    ['a config that is refused', () => open('nightly', { config: { bad: 1 } }), 'outside.refused'],
    ['its pages in place of its API', () => open('nightly', {}, `${url}/locations`), 'outside.not_api'],
  ] as const)('%s is said, and nothing is started', async (_, tool, code) => {
    const before = await lines('extract')
    const { error } = await driven(tool(), { pace, order: 'refused' })
    expect(error?.code, error?.message).toBe(code)
    expect(await lines('extract')).toBe(before)
  })
})
