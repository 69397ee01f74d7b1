import { copyFile, mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { DuckDBInstance } from '@duckdb/node-api'

export interface Landing {
  readonly folder: string
  /** Lands one day's flights, in the place of an upstream system. */
  land(day: string): Promise<void>
  close(): void
}

/** A folder that receives a day's extract of the real flights at a time. */
export async function openLanding(folder: string): Promise<Landing> {
  await mkdir(folder, { recursive: true })
  await copyFile(published('airports.csv'), `${folder}/airports.csv`)
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  await connection.run(
    `create table flights as select *, date::date as day from read_parquet('${published('flights-3m.parquet')}')`,
  )
  return {
    folder,
    async land(day) {
      const columns = 'date, delay, distance, origin, destination'
      await connection.run(
        `copy (select ${columns} from flights where day = date '${day}') to '${folder}/flights.parquet' (format parquet)`,
      )
    },
    close() {
      connection.closeSync()
      instance.closeSync()
    },
  }
}

function published(name: string): string {
  return fileURLToPath(new URL(`../data/${name}`, import.meta.resolve('vega-datasets')))
}
