import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { mkdtemp, readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import pg from 'pg'

/** A private PostgreSQL server on loopback, with superuser `postgres` and no password. */
export interface PostgresServer {
  /** `postgres://...` of an existing database. */
  url(database: string): string
  /** Makes an empty database and gives its URL. */
  database(): Promise<string>
  stop(): Promise<void>
}

/** Starts a server. It ends by itself when this process does, however that comes about. */
export async function startPostgres(): Promise<PostgresServer> {
  const binaries = binariesFolder()
  // PostgreSQL refuses to run as root; the packages bring a user for it.
  const asUser = process.getuid?.() === 0 ? ['runuser', '-u', 'postgres', '--'] : []
  const folder = await mkdtemp(join(tmpdir(), 'galley-postgres-'))
  if (asUser.length > 0) await execa('chown', ['postgres', folder])
  const data = join(folder, 'data')
  const initdb = [...asUser, join(binaries, 'initdb'), '-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8']
  const [command = '', ...rest] = [...initdb, '--locale=C.UTF-8', '--no-sync']
  await execa(command, rest)
  for (let attempt = 1; ; attempt++) {
    const port = await freePort()
    const server = await start([...asUser, join(binaries, 'postgres')], folder, port)
    if (server !== null) return server
    if (attempt === 5) throw new Error(`PostgreSQL does not start:\n${await readFile(join(folder, 'log'), 'utf8')}`)
  }
}

async function start(command: readonly string[], folder: string, port: number): Promise<PostgresServer | null> {
  const settings = { listen_addresses: '127.0.0.1', port, unix_socket_directories: folder, fsync: 'off' }
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  // The shell holds the other end of our pipe: when we are gone, whatever the reason, it ends the server.
  const end = 'kill -INT $(head -n 1 "$FOLDER/data/postmaster.pid")'
  const guard = `"$@" >"$FOLDER/log" 2>&1 & cat >/dev/null; ${end}; wait; rm -rf "$FOLDER"`
  const child = spawn('sh', ['-c', guard, 'sh', ...command, '-D', join(folder, 'data'), ...options], {
    env: { ...process.env, FOLDER: folder },
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  const url = (database: string): string => `postgres://postgres@127.0.0.1:${port}/${database}`
  let count = 0
  const server: PostgresServer = {
    url,
    async database() {
      const name = `test_${++count}`
      await statement(url('postgres'), `CREATE DATABASE ${name}`)
      return url(name)
    },
    async stop() {
      const ended = once(child, 'exit')
      child.stdin.end()
      await ended
    },
  }
  const log = join(folder, 'log')
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; ) {
    try {
      await statement(url('postgres'), 'SELECT 1')
      return server
    } catch {
      const text = existsSync(log) ? await readFile(log, 'utf8') : ''
      if (/could not create any TCP\/IP sockets/.test(text)) return null
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  await server.stop()
  throw new Error('PostgreSQL did not answer within 30 s')
}

async function statement(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

/** Debian keeps them out of PATH, in a folder for each version. */
function binariesFolder(): string {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  const folders = [...versions.map((version) => join(debian, version, 'bin')), ...(process.env.PATH ?? '').split(':')]
  const found = folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')))
  if (found === undefined) throw new Error('there is no PostgreSQL server here: install the package postgresql')
  return found
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('the system gave no port')
  return address.port
}
