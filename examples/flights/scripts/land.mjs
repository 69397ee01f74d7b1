// Lands one day's extract, as an upstream system would every morning:
//   GALLEY_LANDING=landing node scripts/land.mjs 2001-05-22
// The flights are real, from the U.S. Bureau of Transportation Statistics by way of the package vega-datasets.
import { copyFile, mkdir, rename } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DuckDBConnection } from '@duckdb/node-api'

const [day] = process.argv.slice(2)
if (!/^\d{4}-\d{2}-\d{2}$/.test(day ?? '')) throw new Error('Say which day to land, as YYYY-MM-DD.')
const landing = resolve(process.env.GALLEY_LANDING ?? 'landing')

await mkdir(landing, { recursive: true })
await replace('flights.parquet', copyDay)
await replace('airports.csv', (to) => copyFile(published('airports.csv'), to))
console.log(`${landing}: the flights of ${day}`)

/** Writes beside the file and renames, so that a run never reads half an extract. */
async function replace(name, write) {
  const written = join(landing, `.${name}.landing`)
  await write(written)
  await rename(written, join(landing, name))
}

async function copyDay(to) {
  const connection = await DuckDBConnection.create()
  const from = `from ${literal(published('flights-3m.parquet'))} where date::date = date ${literal(day)}`
  const [[flights]] = (await connection.runAndReadAll(`select count(*)::integer ${from}`)).getRows()
  if (flights === 0) throw new Error(`No flights on ${day}; the data run from 2001-01-01 to 2001-06-30.`)
  await connection.run(
    `copy (select date, delay, distance, origin, destination ${from}) to ${literal(to)} (format parquet)`,
  )
  connection.closeSync()
}

function published(name) {
  return fileURLToPath(new URL(`../data/${name}`, import.meta.resolve('vega-datasets')))
}

function literal(text) {
  return `'${text.replaceAll("'", "''")}'`
}
