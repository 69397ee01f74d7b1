import type { DuckDBConnection } from '@duckdb/node-api'
import { loadDuckdb } from '../../warehouses/duckdb-driver.ts'

/** DuckDB in memory. It reads the files that tests give; the SQL of nodes reads none, or the recipe is refused. */
export interface Memory {
  /** One statement; values as texts, NULL as null. */
  texts(sql: string): Promise<(string | null)[][]>
  run(sql: string): Promise<void>
  interrupt(): void
  close(): void
}

export async function openMemory(): Promise<Memory> {
  const { DuckDBInstance } = await loadDuckdb()
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' })
  const connection: DuckDBConnection = await instance.connect()
  // Dates and times are what they are, wherever the tests run.
  await connection.run("SET TimeZone = 'UTC'")
  return {
    async texts(sql) {
      const reader = await connection.runAndReadAll(sql)
      return reader
        .getRowsJS()
        .map((row) => row.map((value) => (value === null || value === undefined ? null : String(value))))
    },
    async run(sql) {
      await connection.run(sql)
    },
    interrupt: () => connection.interrupt(),
    close() {
      connection.closeSync()
      instance.closeSync()
    },
  }
}
