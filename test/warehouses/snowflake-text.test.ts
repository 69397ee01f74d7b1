import { parse } from '@polyglot-sql/sdk'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { maskSql } from '../../action/sandbox/mask.ts'
import { SnowflakeFailure } from '../../action/warehouses/snowflake-client.ts'
import { snowflakeStatement } from '../../action/warehouses/snowflake-text.ts'
import { plainValue } from '../../action/warehouses/snowflake-values.ts'
import type { Value } from '../../action/warehouses/warehouse.ts'
import type { Mask } from '../../recipes-schema/recipe/sources.ts'
import { lexisOf } from '../../recipes-schema/sql/lexis/lexis.ts'
import { tokensOf } from '../../recipes-schema/sql/lexis/tokens.ts'
import { quoteName, quoteText } from '../../recipes-schema/sql/rewrite.ts'
import { keptName, shownName } from '../../recipes-schema/sql/snowflake-names.ts'

/** Snowflake's own parser cannot be had; this one is as strict as there is. */
function expectSnowflake(sql: string): void {
  const parsed = parse(sql, 'snowflake' as never) as { success: boolean; error?: string }
  expect(parsed.success ? null : `${parsed.error}: ${sql}`).toBeNull()
}

describe('a statement in standard SQL becomes one of Snowflake', () => {
  it.each<[string, string, Value[]]>([
    [
      'SELECT "id", "Mixed", "two words" FROM "analytics"."t"',
      'SELECT "ID", "Mixed", "two words" FROM "ANALYTICS"."T"',
      [],
    ],
    ['SELECT "größe", "a""b", \'"x"\' AS "t" -- "y"', 'SELECT "größe", "a""b", \'"x"\' AS "T" -- "y"', []],
    ["SELECT $1 AS a, $2 + $1 AS b, '$1', $3", "SELECT ? AS a, ? + ? AS b, '$1', $3", [5, 'x', 5]],
    ['SELECT count(*) FILTER (WHERE a > 1) AS n FROM t', 'SELECT count(CASE WHEN a > 1 THEN 1 END) AS n FROM t', []],
    [
      'SELECT max("d") FILTER (WHERE (f(a, ")") = 1\n)), sum(x) FROM t',
      'SELECT max(CASE WHEN (f(a, ")") = 1\n) THEN "D" END), sum(x) FROM t',
      [],
    ],
    [
      'SELECT count(DISTINCT f(a, b), c) FILTER (WHERE d) FROM t',
      'SELECT count(DISTINCT CASE WHEN d THEN f(a, b) END, CASE WHEN d THEN c END) FROM t',
      [],
    ],
    [
      'SELECT sum(x) FILTER (WHERE (SELECT count(*) FILTER (WHERE b) FROM u) > 1) FROM t',
      'SELECT sum(CASE WHEN (SELECT count(CASE WHEN b THEN 1 END) FROM u) > 1 THEN x END) FROM t',
      [],
    ],
    ["SELECT ') FILTER (WHERE ' AS t", "SELECT ') FILTER (WHERE ' AS t", []],
    ["SELECT d + INTERVAL '3' DAY, INTERVAL '1 day'", "SELECT d + INTERVAL '3 DAY', INTERVAL '1 day'", []],
    ["SELECT '\\'' AS t, \"b\"", "SELECT '\\'' AS t, \"B\"", []],
  ])('%s', (sql, text, binds) => {
    const statement = snowflakeStatement(sql, binds.length > 0 ? [5, 'x'] : [])
    expect([statement.text, statement.binds]).toEqual([text, binds])
    if (!text.includes('$3')) expectSnowflake(text)
  })

  it('and a place in it is told where it was written', () => {
    const sql = `CREATE TABLE "t" AS SELECT\n  $1 AS a, "größe 😀",\n  missing`
    const { text, originOf } = snowflakeStatement(sql, ['a long value'])
    for (const word of ['AS a', '"größe', 'missing']) expect(originOf(text.indexOf(word))).toBe(sql.indexOf(word))
  })
})

it('what is no SQL is seen to be none', () => expect(() => expectSnowflake('SELECT FROM WHERE (')).toThrow())

describe('names', () => {
  it('go there and come back, unless somebody has quoted one that needs no quotes', () =>
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'abXY_1$ß "') })), (name) => {
        expect(shownName(keptName(name))).toBe(/^[A-Z_][A-Z0-9_$]*$/.test(name) ? name.toLowerCase() : name)
      }),
    ))
})

describe('texts', () => {
  it.each(['snowflake', 'bigquery', 'databricks', 'duckdb', 'postgres', 'trino'])('are one text in %s', (dialect) =>
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...`ab'"\\;-$ `) }), (text) => {
        const literal = quoteText(text, dialect)
        expect(tokensOf(literal, lexisOf(dialect))).toEqual([{ type: 'text', start: 0, end: literal.length }])
      }),
    ),
  )

  it('keep their backslashes', () => {
    expect(quoteText("^\\d+ it's$", 'snowflake')).toBe("'^\\\\d+ it''s$'")
    expect(quoteText("it's", 'bigquery')).toBe("'it\\'s'")
    expect(quoteText('^\\d+$')).toBe("'^\\d+$'")
  })
})

describe('values', () => {
  it.each<[unknown, string, number, Value]>([
    ['5', 'fixed', 0, 5],
    ['9007199254740993', 'fixed', 0, '9007199254740993'],
    ['1.50', 'fixed', 2, '1.50'],
    ['0.5', 'real', 0, 0.5],
    ['-inf', 'real', 0, Number.NEGATIVE_INFINITY],
    ['NaN', 'real', 0, Number.NaN],
    ['TRUE', 'boolean', 0, true],
    ['FALSE', 'boolean', 0, false],
    ['2026-01-31 10:00:00.5', 'timestamp_ntz', 9, '2026-01-31T10:00:00.5'],
    ['2026-01-31', 'date', 0, '2026-01-31'],
    [null, 'fixed', 0, null],
  ])('%s of %s', (value, type, scale, plain) => expect(plainValue(value, type, scale)).toBe(plain))
})

describe('masks', () => {
  it.each<[Mask, string]>([
    [{ how: 'hash' }, 'NUMBER(38,0)'],
    [{ how: 'hash' }, 'TEXT'],
    [{ how: 'null' }, 'VARIANT'],
    [{ how: 'partial', keep: 2 }, 'TEXT'],
    [{ how: 'shift', days: 3 }, 'TIMESTAMP_NTZ'],
  ])('%j of a %s is SQL of Snowflake', (mask, type) => {
    const sql = maskSql(mask, { name: 'a b', type }, quoteText('salt', 'snowflake'), 'snowflake')
    expectSnowflake(snowflakeStatement(`SELECT ${sql} AS ${quoteName('a b')} FROM t`).text)
  })
})

describe("a mistake's place, as the service words it", () => {
  const failure = (message: string): SnowflakeFailure =>
    new SnowflakeFailure({ message, code: '000904' } as never, snowflakeStatement('SELECT 1'), 'SELECT 1')
  it.each([
    [
      "000904 (42000): SQL compilation error: error line 3 at position 2\ninvalid identifier 'MISSING_COLUMN'",
      "invalid identifier 'MISSING_COLUMN'",
      { line: 3, column: 3 },
    ],
    [
      "SQL compilation error:\nsyntax error line 1 at position 7 unexpected 'FROM'.",
      "unexpected 'FROM'.",
      { line: 1, column: 8 },
    ],
    [
      "SQL compilation error:\nObject 'T' does not exist or not authorized.",
      "Object 'T' does not exist or not authorized.",
      null,
    ],
  ])('%s', (said, message, place) => {
    const error = failure(said)
    expect([error.message, error.place]).toEqual([message, place])
  })
})
