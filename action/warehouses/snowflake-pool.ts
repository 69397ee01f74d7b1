import type { SnowflakeClient } from './snowflake-client.ts'

/** Connections that are used again: a login takes longer than most statements. */
export interface SnowflakePool {
  take(): Promise<SnowflakeClient>
  giveBack(client: SnowflakeClient): void
  close(): Promise<void>
}

export function snowflakePool(connect: () => Promise<SnowflakeClient>): SnowflakePool {
  const idle: SnowflakeClient[] = []
  return {
    take: async () => idle.pop() ?? (await connect()),
    giveBack: (client) => void idle.push(client),
    async close() {
      await Promise.all(idle.splice(0).map((client) => client.close()))
    },
  }
}
