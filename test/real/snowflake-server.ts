import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort, startGroup, until } from './processes.ts'
import { installed } from './python.ts'

/** A fake of the service on DuckDB; the connector is the last one that it works with. */
const requirements = ['fakesnow[server]==0.12.1', 'snowflake-connector-python==4.8.1']

/** A fakesnow of our own on loopback, or why there is none. It is laxer than Snowflake: what it lets pass proves little. */
export async function snowflakeForTests(): Promise<{
  url: string | null
  missing: string | null
  stop(): Promise<void>
}> {
  const program = await installed('fakesnow-0.12.1', requirements, 340)
  if ('missing' in program) return { url: null, missing: program.missing, stop: async () => {} }
  const home = await mkdtemp(join(tmpdir(), 'galley-fakesnow-'))
  const port = await freePort()
  const log = join(home, 'server.log')
  const server = startGroup(
    [join(program.bin, 'python'), fileURLToPath(new URL('fakesnow_server.py', import.meta.url)), String(port)],
    { cwd: home, env: { PATH: process.env.PATH ?? '', HOME: home, PYTHONDONTWRITEBYTECODE: '1' }, log },
  )
  const stop = async (): Promise<void> => {
    await server.stop()
    await rm(home, { recursive: true, force: true })
  }
  const url = `http://127.0.0.1:${port}`
  try {
    // It answers anything with a 404 as soon as it is up.
    await until(async () => (await fetch(url)).status === 404, [server], 'fakesnow has started')
  } catch (error) {
    const text = await readFile(log, 'utf8').catch(() => '')
    await stop()
    throw new Error(`${(error as Error).message}\n${text.slice(-2000)}`)
  }
  return { url, missing: null, stop }
}
