import { describe, expect, test } from 'vitest'
import { assemble } from '../../app/checks/budget.ts'
import { code, count, fence, list, words } from '../../app/checks/markdown.ts'

describe('text from elsewhere', () => {
  test.each([
    ['a mention', 'ask @octocat', 'ask @\u200boctocat'],
    ['a reference', 'fixes #12', 'fixes #\u200b12'],
    ['our own marker', '<!-- galley:kitchen -->', '&lt;!-- galley:kitchen --&gt;'],
    ['a table cell', 'a | b', 'a \\| b'],
    ['markup', '**x** [y](z) `w`', '\\*\\*x\\*\\* \\[y\\](z) \\`w\\`'],
    ['lines', 'one\r\n\n  two', 'one two'],
    ['an entity', '&lt;', '&amp;lt;'],
  ])('as words: %s', (_, text, expected) => expect(words(text)).toBe(expected))

  test.each([
    ['plain', 'select 1', '`select 1`'],
    ['with a backtick', 'a ` b', '``a ` b``'],
    ['at its edge', '`x', '`` `x ``'],
    ['with a pipe', 'a|b', '`a\\|b`'],
  ])('as code: %s', (_, text, expected) => expect(code(text)).toBe(expected))

  test('as a block that it cannot leave', () => {
    expect(fence('```\nend\n```', 'sql')).toBe('````sql\n```\nend\n```\n````')
  })
})

test('numbers and lists read as people write them', () => {
  expect([count(1, 'node'), count(1200, 'node'), list(['a']), list(['a', 'b', 'c']), list(['a', 'b', 'c'], 1)]).toEqual(
    ['1 node', '1,200 nodes', 'a', 'a, b and c', 'a and 2 more'],
  )
})

describe('a text within its limit', () => {
  const rows = Array.from({ length: 5000 }, (_, at) => `| ${at} | größer |`)
  const table = {
    head: '| n | what |\n| --- | --- |',
    rows,
    tail: '</details>',
    more: (left: number) => `… and ${left} more.`,
  }

  test('counts bytes, keeps whole rows and its end, and says what it left out', () => {
    const text = assemble(['first', table, 'last'], 10_000)
    const shown = text.split('\n').filter((line) => line.endsWith('größer |')).length
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(10_000)
    expect(Buffer.byteLength(text)).toBeGreaterThan(9_900)
    expect(text).toContain(`… and ${5000 - shown} more.\n\n</details>\n\nlast`)
  })

  test('leaves out what has no rows', () => {
    expect(assemble(['first', { ...table, rows: [] }, '', 'last'])).toBe('first\n\nlast')
  })

  test('cuts a fixed piece at a whole line when nothing else helps', () => {
    const text = assemble([rows.join('\n')], 1000)
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1000)
    expect(text).toMatch(/größer \|\n\n… cut here, because GitHub takes no more\.$/)
  })
})
