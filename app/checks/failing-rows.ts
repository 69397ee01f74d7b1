import type { TestResult } from '../../recipes-schema/report/types.ts'
import type { Piece } from './budget.ts'
import { code, row, tableHead, words } from './markdown.ts'

/** A cell shows at most so many characters. */
const longestCell = 60

/** The first rows that fail each test, of the tests whose recipe lets them be shown. */
export function failingRows(tests: readonly TestResult[]): Piece[] {
  return tests.flatMap(({ node, test, samples }): Piece[] => {
    if (samples === undefined || samples.columns.length === 0) return []
    return [
      {
        head: `<details><summary>Rows that fail ${words(`${node}: ${test}`)}</summary>\n\n${tableHead(
          samples.columns.map((column) => code(column)),
          'l'.repeat(samples.columns.length),
        )}`,
        rows: samples.rows.map((cells) => row(cells.map((cell) => (cell === null ? '*NULL*' : words(cut(cell)))))),
        tail: '</details>',
        more: (left) => `… and ${left} more.`,
      },
    ]
  })
}

function cut(text: string): string {
  return text.length <= longestCell ? text : `${text.slice(0, longestCell - 1)}…`
}
