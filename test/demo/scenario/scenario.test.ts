import { readFile } from 'node:fs/promises'
import { DuckDBConnection } from '@duckdb/node-api'
import { describe, expect, test } from 'vitest'
import { planChange } from '../../../recipes-schema/plan/plan.ts'
import { project } from '../../support/project.ts'
import { flightsFiles } from '../../support/tree.ts'
import { changes } from './changes.ts'
import { cosmetic } from './cosmetic.ts'
import { days, today } from './days.ts'
import { edited } from './edit.ts'
import type { Change } from './types.ts'

const example = new URL('../../../examples/flights/', import.meta.url)

describe.each(changes)('$id', (change) => {
  test('edits SQL of the example, and the result parses', async () => {
    const files = await changedFiles(change)
    expect(files.size).toBe(1)
    for (const [path, text] of files) {
      expect(path).toMatch(/^recipes\/flights\/sql\/\w+\.sql$/)
      expect(text).not.toBe(await original(path))
      expect(await syntaxTree(text)).toMatchObject({ error: false })
    }
  })

  test('alone among the changes, cosmetic keeps the syntax tree', async () => {
    for (const [path, text] of await changedFiles(change)) {
      const same = JSON.stringify(await syntaxTree(text)) === JSON.stringify(await syntaxTree(await original(path)))
      expect(same).toBe(change === cosmetic)
    }
  })
})

test.each([
  ['missing', 'select 1', 0],
  ['ambiguous', 'select a, a', 2],
  ['in a file that does not exist', null, 0],
])('an edit whose text is %s is refused', (_, text, times) => {
  const edit = { path: 'a.sql', replace: ['a', 'b'] } as const
  expect(() => edited(text?.replace('select', 'SELECT') ?? null, edit)).toThrow(`occurs ${times} times`)
})

test('the days follow each other, long enough for established limits, and end today', () => {
  expect(days.length).toBeGreaterThanOrEqual(28)
  expect(days.at(-1)).toBe(today)
  const gaps = days.slice(1).map((day, index) => Date.parse(day) - Date.parse(days[index] ?? ''))
  expect(new Set(gaps)).toEqual(new Set([86_400_000]))
})

test.each([
  ['better', ['airport_ranking', 'bulletin', 'by_airport', 'scorecard']],
  ['cosmetic', []],
])('%s runs exactly the readers of what it changes', async (id, run) => {
  const change = changes.find((one) => one.id === id)
  if (change === undefined) throw new Error(`there is no change ${id}`)
  const before = flightsFiles()
  const [base, head] = [
    await project(before),
    await project({ ...before, ...Object.fromEntries(await changedFiles(change)) }),
  ]
  const { recipes } = planChange({ base, head, shas: { base: null, head: 'h', merge_base: null } })
  const running = recipes.flatMap(({ nodes }) => nodes).filter(({ action }) => action === 'run')
  expect(running.map(({ node }) => node).sort()).toEqual(run)
})

async function changedFiles(change: Change): Promise<Map<string, string>> {
  const files = new Map<string, string>()
  for (const edit of change.commits.flatMap((commit) => commit.edits)) {
    files.set(edit.path, edited(files.get(edit.path) ?? (await original(edit.path)), edit))
  }
  return files
}

function original(path: string): Promise<string> {
  return readFile(new URL(path, example), 'utf8')
}

/** DuckDB's own tree of the query, without the positions in its text. */
async function syntaxTree(sql: string): Promise<unknown> {
  const connection = await DuckDBConnection.create()
  try {
    const result = await connection.runAndReadAll('select json_serialize_sql($1::varchar)::varchar', [sql])
    return JSON.parse(String(result.getRows()[0]?.[0]), (key, value) => (key === 'query_location' ? undefined : value))
  } finally {
    connection.closeSync()
  }
}
