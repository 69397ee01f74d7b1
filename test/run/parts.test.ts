import { DuckDBConnection } from '@duckdb/node-api'
import fc from 'fast-check'
import { expect, it, onTestFinished } from 'vitest'
import { fingerprintsOf } from '../../recipes-schema/fingerprint/fingerprint.ts'
import type { NodeId } from '../../recipes-schema/recipe/types.ts'
import { dag, edited, edits, type Known, knowns, projectOf, textsOf } from '../support/dags.ts'

it('equal fingerprints of rows and of columns are equal rows with equal values, by execution', async () => {
  const connection = await DuckDBConnection.create()
  onTestFinished(() => connection.closeSync())
  const rows = async (sql: string): Promise<unknown[][]> => (await connection.runAndReadAll(sql)).getRowsJson()
  const make = async (schema: string, known: Known, texts: readonly string[]): Promise<void> => {
    await connection.run(`use main; drop schema if exists ${schema} cascade; create schema ${schema}; use ${schema}`)
    const list = typeof known === 'string' ? '*' : known.map(([name, type]) => `cast(${name} as ${type}) as ${name}`)
    await connection.run(
      `create table raw as select ${list} from (select i as id, i * 10 as amount from range(1, 8) as r(i))`,
    )
    for (const [index, text] of texts.entries())
      await connection.run(`create table ${index === 0 ? 'origin' : `n${index - 1}`} as ${text}`)
  }
  let apart = 0
  await fc.assert(
    fc.asyncProperty(dag, edits, knowns, async (steps, changes, [was, is]) => {
      const after = edited(steps, changes)
      await make('base', was, textsOf(steps, was))
      await make('head', is, textsOf(after, is))
      const [base, head] = [await projectOf(steps, new Set(), was), await projectOf(after, new Set(), is)]
      for (const index of steps.keys()) {
        const id = `shop.n${index}` as NodeId
        const [before, now] = [fingerprintsOf(base).prints.get(id), fingerprintsOf(head).prints.get(id)]
        const columns = before?.full === now?.full ? ['*'] : sameColumns(before?.parts ?? null, now?.parts ?? null)
        if (columns === null) continue
        if (!columns.includes('*')) apart++
        const list = columns.length === 0 ? '1 as n' : columns.join(', ')
        const contents = (schema: string): Promise<unknown[][]> =>
          rows(`select ${list} from ${schema}.n${index} order by all`)
        expect(await contents('head')).toEqual(await contents('base'))
      }
    }),
    { numRuns: 100 },
  )
  // What is proved has come up.
  expect(apart).toBeGreaterThan(0)
})

interface Parts {
  readonly rows: string
  readonly columns: ReadonlyMap<string, string>
}

/** The columns that are the same on both sides; null when the rows are not, or when nothing is known apart. */
function sameColumns(before: Parts | null, now: Parts | null): string[] | null {
  if (before === null || now === null || before.rows !== now.rows) return null
  return [...now.columns].flatMap(([name, print]) => (before.columns.get(name) === print ? [name] : []))
}
