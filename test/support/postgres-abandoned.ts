import pg from 'pg'
import { startPostgres } from './postgres-server.ts'

/** Starts a server, prints its folder and is killed: for the test that no server is left behind. */
const server = await startPostgres()
const client = new pg.Client({ connectionString: server.url('postgres') })
await client.connect()
const { rows } = await client.query<{ unix_socket_directories: string }>('SHOW unix_socket_directories')
process.stdout.write(`${rows[0]?.unix_socket_directories}\n`, () => process.kill(process.pid, 'SIGKILL'))
