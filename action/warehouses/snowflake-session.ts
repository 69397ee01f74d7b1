import { Fault } from '../fault.ts'
import { cancelled } from './snowflake-client.ts'
import type { SnowflakePool } from './snowflake-pool.ts'
import { snowflakeStatement } from './snowflake-text.ts'
import type { Row, Session } from './warehouse.ts'

/** A session over connections of the pool: `purpose` tags its statements. */
export function sessionOf(pool: SnowflakePool, purpose: string): Session {
  const running = new Set<() => void>()
  return {
    async rows<R extends Row>(sql: string, parameters = [] as readonly never[]): Promise<R[]> {
      const translated = snowflakeStatement(sql, parameters)
      let interrupted = false
      let usable = true
      let stop = (): void => undefined
      const interrupt = (): void => {
        interrupted = true
        stop()
      }
      running.add(interrupt)
      try {
        const client = await pool.take()
        try {
          // While a connection was made, it may have been interrupted already.
          if (interrupted) throw cancelled(translated, sql)
          // A tag of up to 2,000 characters, which the service's history of queries shows.
          const statement = client.run(translated, sql, `galley ${purpose}`.slice(0, 2000))
          stop = statement.cancel
          return (await statement.rows) as R[]
        } catch (error) {
          // Where a statement was cancelled, it may go on for a while; a session that was lost is gone.
          usable = !interrupted && !(error instanceof Fault)
          throw error
        } finally {
          if (!usable) await client.close()
          else pool.giveBack(client)
        }
      } finally {
        running.delete(interrupt)
      }
    },
    interrupt() {
      for (const interrupt of running) interrupt()
    },
    close: () => undefined,
  }
}
