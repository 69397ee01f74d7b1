import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Orchestrator } from '../../action/orchestrators/orchestrator.ts'
import type { Pace } from '../../action/orchestrators/pace.ts'
import { openPrefect } from '../../action/orchestrators/prefect.ts'
import { driven, memory } from '../orchestrators/driven.ts'
import { passing } from './passing.ts'
import { freePort, type Running, startGroup, until } from './processes.ts'
import { installed } from './python.ts'

const python = await installed('prefect', ['prefect==3.8.8', 'fastapi<0.141', 'starlette>=1.0.1'], 300)
const missing = 'missing' in python ? python.missing : null
if (missing !== null) console.log(`Prefect is not tried: ${missing}`)
const pace: Pace = { first: 300, longest: 3000, patience: 60_000, grace: 30_000 }

let home: string
let url: string
const programs: Running[] = []
const ran = async (): Promise<string[]> =>
  (await readFile(join(home, 'flags', 'ran'), 'utf8').catch(() => '')).split('\n').filter(Boolean)
const open = (flow: string, parameters: Record<string, string | number> = {}, base = url): Orchestrator =>
  openPrefect({ options: { flow, deployment: 'prod' }, parameters, settings: { url: base }, environment: {} })

describe.skipIf(missing !== null)('a real Prefect', () => {
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'galley-prefect-'))
    await mkdir(join(home, 'flags'))
    const port = await freePort()
    url = `http://127.0.0.1:${port}/api`
    const bin = 'bin' in python ? python.bin : ''
    const { PATH = '' } = process.env
    const env = {
      PATH: `${bin}:${PATH}`,
      HOME: home,
      PREFECT_HOME: home,
      PREFECT_API_URL: url,
      PREFECT_SERVER_ANALYTICS_ENABLED: 'false',
      DO_NOT_TRACK: '1',
      GALLEY_FLAGS: join(home, 'flags'),
    }
    const start = (name: string, ...argv: [string, ...string[]]): Running => {
      const program = startGroup(argv, { cwd: home, env, log: join(home, `${name}.log`) })
      programs.push(program)
      return program
    }
    start('server', 'prefect', 'server', 'start', '--host', '127.0.0.1', '--port', String(port), '--no-ui')
    await until(async () => (await fetch(`${url}/health`)).ok, programs, 'Prefect answers')
    start('flows', 'python', fileURLToPath(new URL('flows.py', import.meta.url)))
    await until(async () => (await fetch(`${url}/deployments/name/slow/prod`)).ok, programs, 'the flows are deployed')
  })
  afterAll(async () => {
    for (const one of programs.reverse()) await one.stop()
    await rm(home, { recursive: true, force: true })
  })

  it('a failed run is told with its tasks and why; going on runs it anew', async () => {
    const begun = memory()
    const first = await driven(open('nightly', { day: '2026-01-01' }), { pace, begun })
    expect(first.error, first.error?.message).toMatchObject({ code: 'outside.failed' })
    expect(first.error.message).toMatch(
      /Prefect, the deployment nightly\/prod, run \S+: The run ended as Failed.*the bucket is not there/,
    )
    expect(first.printed.join('\n')).toContain('reads the day 2026-01-01')
    await writeFile(join(home, 'flags', 'mended'), '')
    const again = await driven(open('nightly', { day: '2026-01-01' }), { pace, begun })
    expect(again.error).toBeNull()
    expect(again.children.map(({ state }) => state)).toEqual(['succeeded'])
    expect(await ran()).toHaveLength(2)
  })

  it('a start whose answer is lost is the same run: one', async () => {
    const before = (await ran()).length
    let lost = 0
    const proxy = await passing(
      url.replace('/api', ''),
      ({ url: path }) => path.endsWith('/create_flow_run') && lost++ === 0,
    )
    const { error } = await driven(open('nightly', { day: 'lost' }, `${proxy.url}/api`), { pace, order: 'lost' })
    await proxy.close()
    expect(error).toBeNull()
    expect(lost).toBeGreaterThan(0)
    expect(await ran()).toHaveLength(before + 1)
  })

  it('a cancelled order ends the run, and it is confirmed', async () => {
    const onNote = (note: string, abort: () => void): void => void (/ is Running$/.test(note) && abort())
    const { error, notes } = await driven(open('slow'), { pace, onNote, order: 'cancelled' })
    expect(error?.name).toBe('AbortError')
    expect(notes.at(-1)).toMatch(/has ended run .* \(Cancelled\)/)
  })

  it.each([
    ['a deployment that is not there', () => open('nothing'), 'outside.not_found'],
    ['parameters that are refused', () => open('nightly', { day: 5 }), 'outside.refused'],
  ] as const)('%s is said, and nothing is started', async (_, tool, code) => {
    const before = (await ran()).length
    const { error } = await driven(tool(), { pace, order: 'refused' })
    expect(error?.code, error?.message).toBe(code)
    expect(await ran()).toHaveLength(before)
  })
})
