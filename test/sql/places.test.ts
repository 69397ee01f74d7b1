import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lineAndColumnAt, offsetAt, offsetInMessage, offsetOfPosition } from '../../recipes-schema/sql/places.ts'
import { rewriteTraced } from '../../recipes-schema/sql/rewrite.ts'
import { parser } from '../support/project.ts'

const dialects = ['duckdb', 'postgres', 'trino', 'snowflake', 'bigquery', 'databricks']

it('an offset is its line and column, and back', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '\n', 'é', '😀') }), fc.nat(), (text, place) => {
      const offset = place % (text.length + 1)
      expect(offsetAt(text, lineAndColumnAt(text, offset))).toBe(offset)
    }),
    { numRuns: 200 },
  )
})

it.each([
  ['select a', 8, 7],
  ["select '😀', b", 13, 13],
  ['select a', 100, 8],
])('PostgreSQL counts characters: %s at %i', (text, position, offset) => {
  expect(offsetOfPosition(text, position)).toBe(offset)
})

it('DuckDB names the line, and points below it', () => {
  const statement = 'a\nb\nselect x'
  expect(offsetInMessage('Binder Error: no\n\nLINE 3: select x\n               ^', statement)).toBe(
    statement.indexOf('x'),
  )
  const long = `select ${'1 + '.repeat(50)}x, y`
  expect(offsetInMessage('no\n\nLINE 1: ...+ 1 + 1 + x, y\n                     ^', long)).toBe(long.indexOf('x'))
  expect(offsetInMessage('no', statement)).toBeNull()
})

describe('a place in a rewritten query', () => {
  it.each(dialects)('comes back to the person’s text: %s', async (dialect) => {
    const text = '-- é\nselect orders.nobody, $n as n\n  from shop.orders join b x on true\n where oops'
    const parsed = await parser().parse(text, dialect)
    if (!parsed.ok) throw new Error(parsed.message)
    const { text: rewritten, originOf } = rewriteTraced(text, parsed.shape, {
      relation: ({ name }) => `galley_builds.${name}__0123456789`,
      parameter: () => '$1',
    })
    for (const word of ['select', 'nobody', 'as n', 'from', 'on true', 'where', 'oops'])
      expect(originOf(rewritten.indexOf(word))).toBe(text.indexOf(word))
    // What is in another's place is at its start.
    expect(originOf(rewritten.indexOf('0123456789') + 3)).toBe(text.indexOf('shop.orders'))
    expect(originOf(rewritten.length)).toBe(text.length)
    expect(lineAndColumnAt(text, originOf(rewritten.indexOf('oops')))).toEqual({ line: 4, column: 8 })
  })

  it.each([
    ['duckdb', 'select * from A.T', 'select * from B AS "T"'],
    ['postgres', 'select * from a.T', 'select * from B AS "t"'],
    ['trino', 'select * from c.a."T"', 'select * from B AS "T"'],
    ['snowflake', 'select * from a.T', 'select * from B AS T'],
    ['snowflake', 'select * from a."T.u"', 'select * from B AS "T.u"'],
    ['bigquery', 'select * from `p.a.t`', 'select * from B AS `t`'],
    ['databricks', 'select * from a.t', 'select * from B AS `t`'],
  ])('in %s a relation keeps its name: %s', async (dialect, text, expected) => {
    const parsed = await parser().parse(text, dialect)
    if (!parsed.ok) throw new Error(parsed.message)
    expect(rewriteTraced(text, parsed.shape, { relation: () => 'B' }).text).toBe(expected)
  })
})
