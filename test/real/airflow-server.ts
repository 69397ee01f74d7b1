import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { freePort, type Running, startGroup, until } from './processes.ts'
import { installed, type Missing } from './python.ts'

export const airflowVersion = '3.3.2'

export interface AirflowServer {
  readonly url: string
  /** Files that the DAGs look for. */
  readonly folder: string
  request(method: string, path: string, body?: unknown): Promise<Response>
  stop(): Promise<void>
}

const users = { galley: 's3cret-enough', viewer: 'v1ewer-only' }

/** A real Airflow on loopback with the DAGs beside this file, in a folder that is removed with it. */
export async function startAirflow(
  dags: string = fileURLToPath(new URL('dags', import.meta.url)),
  wanted = 6,
): Promise<AirflowServer | Missing> {
  const python = await installed(`airflow-${airflowVersion}`, [`apache-airflow==${airflowVersion}`], 400)
  if ('missing' in python) return python
  const home = await mkdtemp(join(tmpdir(), 'galley-airflow-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  await mkdir(join(home, 'flags'))
  await cp(dags, join(home, 'dags'), { recursive: true })
  await writeFile(join(home, 'users.json'), JSON.stringify(users))
  const section = (name: string, values: Readonly<Record<string, string>>): [string, string][] =>
    Object.entries(values).map(([key, value]) => [`AIRFLOW__${name}__${key}`, value])
  const { PATH = '', HOME = '' } = process.env
  const env = {
    PATH: `${python.bin}:${PATH}`,
    HOME,
    AIRFLOW_HOME: home,
    GALLEY_FLAGS: join(home, 'flags'),
    ...Object.fromEntries([
      ...section('CORE', {
        LOAD_EXAMPLES: 'False',
        EXECUTOR: 'LocalExecutor',
        PARALLELISM: '4',
        DAGS_ARE_PAUSED_AT_CREATION: 'False',
        EXECUTION_API_SERVER_URL: `${url}/execution/`,
        SIMPLE_AUTH_MANAGER_USERS: 'galley:admin,viewer:viewer',
        SIMPLE_AUTH_MANAGER_PASSWORDS_FILE: join(home, 'users.json'),
      }),
      ...section('DATABASE', { SQL_ALCHEMY_CONN: `sqlite:///${home}/airflow.db` }),
      ...section('API', {
        HOST: '127.0.0.1',
        PORT: String(port),
        WORKERS: '1',
        BASE_URL: url,
        SECRET_KEY: 'galley-tests-galley-tests',
      }),
      ...section('API_AUTH', { JWT_SECRET: 'galley-tests-'.repeat(6) }),
      ...section('DAG_PROCESSOR', { REFRESH_INTERVAL: '5' }),
      ...section('SCHEDULER', { SCHEDULER_HEARTBEAT_SEC: '1' }),
    ]),
  }
  await execa('airflow', ['db', 'migrate'], { cwd: home, env, extendEnv: false })
  const start = (...args: string[]): Running =>
    startGroup(['airflow', ...args], { cwd: home, env, log: join(home, `${args[0]}.log`) })
  const server = start('api-server')
  const others = [start('scheduler', '--skip-serve-logs'), start('dag-processor')]
  let token: string | undefined
  const request = async (method: string, path: string, body?: unknown): Promise<Response> => {
    if (token === undefined) {
      const answer = await fetch(`${url}/auth/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ username: 'galley', password: users.galley }),
      })
      token = ((await answer.json()) as { access_token: string }).access_token
    }
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    return fetch(`${url}/api/v2${path}`, { method, headers, body: body === undefined ? null : JSON.stringify(body) })
  }
  const isUp = async (): Promise<boolean> => (await fetch(`${url}/api/v2/monitor/health`)).ok
  const stop = async (): Promise<void> => {
    await Promise.all([server, ...others].map((one) => one.stop()))
    if (process.env.GALLEY_KEEP === undefined) await rm(home, { recursive: true, force: true })
  }
  try {
    await until(isUp, [server, ...others], 'Airflow answers')
    const known = async (): Promise<boolean> => {
      const { dags: found } = (await (await request('GET', '/dags?limit=100')).json()) as { dags: unknown[] }
      return found.length >= wanted
    }
    await until(known, [server, ...others], 'Airflow has read the DAGs')
  } catch (error) {
    const log = await readFile(join(home, 'api-server.log'), 'utf8').catch(() => '')
    await stop()
    throw new Error(`${(error as Error).message}\n${log.slice(-2000)}`)
  }
  return {
    url,
    folder: join(home, 'flags'),
    request,
    stop,
  }
}
