import type { ColumnDiff, ComparedNode, NodeDiff } from '../../recipes-schema/diff/types.ts'
import { changeWords, columnChange, isSame, schemaWords, statisticWords } from '../../recipes-schema/diff/words.ts'
import type { Piece } from './budget.ts'
import { code, count, list, row, tableHead, words } from './markdown.ts'

/** How many columns of a node are told: those that change most. */
const mostColumns = 6

/** How many nodes the comment tells of. */
const mostNodes = 3

/** "What changes in the data" of one recipe's check: a row a node, then a row a column. Nothing where nothing was compared. */
export function dataDiff(diffs: readonly NodeDiff[]): Piece[] {
  if (diffs.length === 0) return []
  const changed = diffs.filter((diff) => !isSame(diff))
  const same = diffs.filter(isSame)
  const heading = '### What changes in the data'
  if (changed.length === 0)
    return [
      `${heading}\n\nNothing: ${count(same.length, 'node was', 'nodes were')} built anew and ${same.length === 1 ? 'holds' : 'hold'} the same rows as in production.`,
    ]
  return [
    {
      head: `${heading}\n\n${tableHead(['node', 'rows in production', 'in the kitchen', 'what changes'], 'lrrl')}`,
      rows: changed.map(nodeRow),
      more: (left) => `… and ${count(left, 'more node')}; \`galley diff\` shows all of them.`,
    },
    {
      head: tableHead(['column', 'rows that differ', 'what moves'], 'lll'),
      rows: changed.flatMap((diff) => (diff.outcome === 'compared' ? columnRows(diff) : [])),
      more: (left) => `… and ${count(left, 'more column')}.`,
    },
    same.length > 0
      ? `Built anew with the same data: ${list(
          same.map((diff) => code(diff.node)),
          10,
        )}.`
      : '',
    {
      head: '<details><summary>How the rows were compared</summary>\n',
      rows: changed.flatMap(noteRows),
      tail: '</details>',
      more: (left) => `… and ${left} more.`,
    },
  ]
}

/** The same in one cell of the comment: what happens to the first few nodes. Null where nothing was compared. */
export function dataDiffLine(diffs: readonly NodeDiff[]): string | null {
  if (diffs.length === 0) return null
  const changed = diffs.filter((diff) => !isSame(diff))
  if (changed.length === 0) return 'nothing: built anew, the same rows'
  const told = changed.slice(0, mostNodes).map((diff) => `${code(diff.node)} ${words(changeWords(diff))}`)
  const left = changed.length - told.length
  return [...told, ...(left > 0 ? [`and ${count(left, 'more node')}`] : [])].join('<br>')
}

function nodeRow(diff: NodeDiff): string {
  const [production, kitchen] = rowCounts(diff)
  return row([code(diff.node), number(production), number(kitchen), words(changeWords(diff))])
}

function rowCounts(diff: NodeDiff): [production: number | null, kitchen: number | null] {
  switch (diff.outcome) {
    case 'new':
      return [null, diff.rows]
    case 'removed':
      return [diff.rows, null]
    case 'not_compared':
      return [null, null]
    case 'compared':
      return [diff.rows.production, diff.rows.kitchen]
  }
}

function columnRows(diff: ComparedNode): string[] {
  const schema = schemaWords(diff.schema).map((change) => row([code(diff.node), '', words(change)]))
  const moved = diff.columns
    .map((column) => ({ column, change: columnChange(column, diff.rows), moves: statisticWords(column, diff.rows) }))
    .filter(({ change, moves }) => change !== null || moves.length > 0)
  const shown = moved.slice(0, mostColumns).map(({ column, change, moves }) => columnRow(diff, column, change, moves))
  const left = moved.length - shown.length
  return [...schema, ...shown, ...(left > 0 ? [row([code(diff.node), '', `${count(left, 'more column')}`])] : [])]
}

function columnRow(diff: ComparedNode, { name }: ColumnDiff, change: string | null, moves: readonly string[]): string {
  return row([code(`${diff.node}.${name}`), words(change ?? ''), words(moves.join(', '))])
}

function noteRows(diff: NodeDiff): string[] {
  if (diff.outcome !== 'compared') return []
  return diff.notes.map(({ message }) => `- ${code(diff.node)}: ${words(message)}`)
}

function number(value: number | null): string {
  return value === null ? '' : value.toLocaleString('en-US')
}
