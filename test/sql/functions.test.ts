import { DuckDBConnection } from '@duckdb/node-api'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  choosingAggregates,
  isTableFunction,
  scalars,
  steadyAggregates,
  unsteady,
} from '../../recipes-schema/sql/dialects/duckdb/functions.ts'

let connection: DuckDBConnection
beforeAll(async () => {
  connection = await DuckDBConnection.create()
})
afterAll(() => connection.closeSync())

/** The engine's functions of a condition, in lower case. */
async function engine(where: string): Promise<Set<string>> {
  const sql = `select distinct lower(function_name) from duckdb_functions() where ${where}`
  return new Set((await connection.runAndReadAll(sql)).getRows().map(([name]) => String(name)))
}

it('every aggregate of the engine is known as one, and nothing else is', async () => {
  expect(new Set([...steadyAggregates, ...choosingAggregates])).toEqual(await engine("function_type = 'aggregate'"))
})

it('what counts as one value from one row is that to the engine, or a macro over such', async () => {
  const known = await engine("function_type = 'scalar' and stability = 'CONSISTENT'")
  const macros = await engine("function_type = 'macro'")
  expect([...scalars].filter((name) => !known.has(name) && !macros.has(name))).toEqual([])
  const many = ['unnest', 'generate_subscripts', 'regexp_split_to_table', 'json_group_array', 'weighted_avg', 'geomean']
  expect(many.filter((name) => scalars.has(name))).toEqual([])
})

it('nothing that the engine calls unsteady counts as steady', async () => {
  const volatile = await engine("stability in ('VOLATILE', 'CONSISTENT_WITHIN_QUERY')")
  expect([...volatile].filter((name) => scalars.has(name) || steadyAggregates.has(name))).toEqual([])
  expect([...unsteady].filter((name) => scalars.has(name))).toEqual([])
})

it('no macro among the scalars takes many rows', async () => {
  const sql =
    "select lower(function_name), lower(macro_definition) from duckdb_functions() where function_type = 'macro'"
  const macros = (await connection.runAndReadAll(sql)).getRows().map(([name, body]) => [String(name), String(body)])
  const calls = (body = ''): string[] => [...body.matchAll(/([a-z_]\w*)\s*\(/g)].map(([, name]) => name ?? '')
  const taking = macros.filter(
    ([name = '', body]) =>
      scalars.has(name) &&
      calls(body).some((call) => call === 'unnest' || steadyAggregates.has(call) || choosingAggregates.has(call)),
  )
  expect(taking).toEqual([])
})

it('table functions read nothing but their arguments', () => {
  expect(['range', 'generate_series', 'unnest'].every(isTableFunction)).toBe(true)
  expect(['read_csv', 'query', 'query_table', 'duckdb_tables'].some(isTableFunction)).toBe(false)
})
