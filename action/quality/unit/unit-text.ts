import type { RowDiff, Texts } from '../../../recipes-schema/quality/unit/row-diff.ts'
import { count } from '../../../recipes-schema/text/count.ts'
import { paint } from '../../report/report-text.ts'
import type { UnitResult } from './run-unit-test.ts'

/** How many differing rows of a kind are shown. */
const most = 20

/** The results as a person reads them: those that did not pass with what differs, and the sum. */
export function unitText(results: readonly UnitResult[], colour: boolean): string {
  const tint = paint(colour)
  const passed = results.filter(({ state }) => state === 'passed').length
  const parts = results.map((result) => {
    const { state, recipe, node, test, message, location, diff, seconds } = result
    const name = `${recipe}.${node}: ${test}`
    if (state === 'passed') return `${tint('green', 'passed')}  ${name}  ${tint('dim', `${seconds.toFixed(2)} s`)}`
    const lines = [`${tint('red', state)}  ${name}`, `    ${location.file}:${location.line}`, `    ${message}`]
    return [...lines, ...(diff === null ? [] : diffLines(diff, tint))].join('\n')
  })
  const failed = results.length - passed
  const sum =
    failed === 0
      ? `${count(passed, 'test')} passed.`
      : `${passed} of ${count(results.length, 'test')} passed, ${failed} did not.`
  return [...parts, '', sum].join('\n')
}

type Paint = ReturnType<typeof paint>

/** The differing rows under one another: `~` with other values (expected -> found), `-` missing, `+` unexpected. */
export function diffLines(diff: RowDiff, tint: Paint): string[] {
  const { columns, changed, missing, unexpected } = diff
  const rows: { mark: string; cells: string[] }[] = [
    ...changed.slice(0, most).map(({ expected, found, differing }) => ({
      mark: '~',
      cells: columns.map((column, index) =>
        differing.includes(column) ? `${shown(expected, index)} -> ${shown(found, index)}` : shown(expected, index),
      ),
    })),
    ...missing.slice(0, most).map((row) => ({ mark: '-', cells: columns.map((_, index) => shown(row, index)) })),
    ...unexpected.slice(0, most).map((row) => ({ mark: '+', cells: columns.map((_, index) => shown(row, index)) })),
  ]
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...rows.map(({ cells }) => cells[index]?.length ?? 0)),
  )
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd()
  const colours = { '~': 'yellow', '-': 'red', '+': 'green' } as const
  const hidden = changed.length + missing.length + unexpected.length - rows.length
  return [
    `      ${line(columns)}`,
    ...rows.map(({ mark, cells }) => `    ${tint(colours[mark as keyof typeof colours], `${mark} ${line(cells)}`)}`),
    ...(hidden > 0 ? [`      ... and ${count(hidden, 'other row')}`] : []),
    `    ${tint('dim', '~ expected -> found   - missing   + unexpected')}`,
  ]
}

function shown(row: Texts, index: number): string {
  const value = row[index]
  if (value === null || value === undefined) return 'NULL'
  return value === '' ? "''" : value.length > 60 ? `${value.slice(0, 59)}…` : value.replaceAll('\n', '\\n')
}
