import type {
  ColumnDiff,
  ComparedNode,
  Distribution,
  DownstreamNode,
  NodeDiff,
} from '../../recipes-schema/diff/types.ts'
import {
  changeWords,
  columnChange,
  isSame,
  matchingWords,
  scalarWords,
  schemaWords,
  statisticWords,
} from '../../recipes-schema/diff/words.ts'
import { paint } from './report-text.ts'
import { wrap } from './wrap.ts'

/** How many columns of a node are told; the rest is counted. */
const mostColumns = 12

export interface DiffAnswer {
  readonly environment: string
  readonly production: { readonly version: number }
  /** The part of their size within which floats were equal. */
  readonly tolerance: number
  readonly notes: readonly { readonly code: string; readonly message: string }[]
  readonly nodes: readonly NodeDiff[]
  readonly downstream: readonly DownstreamNode[]
}

/** A diff as a person reads it in a terminal: what changes first, what stays in one line. */
export function diffText(answer: DiffAnswer, colour: boolean): string {
  const tint = paint(colour)
  const { environment, production, nodes, downstream } = answer
  const changed = nodes.filter((node) => !isSame(node))
  const parts = [`production, version ${production.version} → ${environment}`]
  for (const { message } of answer.notes) parts.push(...wrap(tint('yellow', message), '  '))
  if (nodes.length === 0) parts.push('', `${environment} holds nothing that production does not hold.`)
  for (const node of changed) parts.push('', ...nodeText(node, colour))
  const same = nodes.filter(isSame)
  if (same.length > 0)
    parts.push('', ...wrap(`Built anew with the same data: ${same.map((node) => node.node).join(', ')}`))
  if (downstream.length > 0) {
    parts.push('', 'Not changed, but reading what changes:')
    for (const { recipe, node, reads } of downstream)
      parts.push(...wrap(`${recipe}.${node} reads ${reads.join(', ')}`, '  '))
  }
  if (answer.tolerance > 0 && nodes.some((node) => node.outcome === 'compared'))
    parts.push('', tint('dim', `Floats within ${answer.tolerance} of their size count as equal.`))
  return parts.join('\n')
}

function nodeText(diff: NodeDiff, colour: boolean): string[] {
  const tint = paint(colour)
  const lines = wrap(`${tint('bold', `${diff.recipe}.${diff.node}`)}  ${changeWords(diff)}`)
  if (diff.outcome === 'new')
    lines.push(...wrap(diff.columns.map(({ name, type }) => `${name} ${type}`).join(', '), '  '))
  if (diff.outcome !== 'compared') return lines
  lines.push(
    tint(
      'dim',
      `  ${diff.rows.production.toLocaleString('en-US')} → ${diff.rows.kitchen.toLocaleString('en-US')} rows, ${matchingWords(diff)}`,
    ),
  )
  for (const words of schemaWords(diff.schema)) lines.push(...wrap(`  ${tint('yellow', words)}`, '    '))
  for (const column of diff.columns.slice(0, mostColumns)) lines.push(...columnText(diff, column, colour))
  const left = diff.columns.length - mostColumns
  if (left > 0) lines.push(`  … and ${left} more columns; --json has them`)
  lines.push(...samplesText(diff))
  for (const note of diff.notes) lines.push(...wrap(tint('dim', note.message), '  '))
  return lines
}

function columnText(diff: ComparedNode, column: ColumnDiff, colour: boolean): string[] {
  const tint = paint(colour)
  const change = columnChange(column, diff.rows)
  const moves = statisticWords(column, diff.rows)
  if (change === null && moves.length === 0) return []
  const parts = [...(change === null ? [] : [change]), ...moves]
  const told = parts.map((part) => part.replaceAll(' ', held)).join(' · ')
  const lines = wrap(`  ${tint('bold', column.name)}  ${told}`, '    ').map((line) => line.replaceAll(held, ' '))
  if (column.distribution !== null) lines.push(...bars(column.distribution))
  return lines
}

/** A space at which no line ends. */
const held = '\u00a0'

const blocks = '▁▂▃▄▅▆▇█'

/** Both sides over the same bins, each scaled to its own rows so that shapes can be compared. */
function bars({ edges, production, kitchen }: Distribution): string[] {
  const shares = [production, kitchen].map((counts) => {
    const sum = counts.reduce((a, b) => a + b, 0)
    return counts.map((one) => (sum === 0 ? 0 : one / sum))
  })
  const most = Math.max(...shares.flat())
  const [before = '', after = ''] = shares.map((side) => side.map((one) => bar(one, most)).join(''))
  if (before === after) return []
  const range = `${scalarWords(edges[0] ?? null)} to ${scalarWords(edges.at(-1) ?? null)}`
  return [`    production ${before}  ${range}`, `    kitchen    ${after}`]
}

function bar(part: number, most: number): string {
  if (part === 0) return ' '
  return blocks[Math.min(blocks.length - 1, Math.floor((part / most) * blocks.length))] ?? ' '
}

function samplesText({ samples }: ComparedNode): string[] {
  return (samples ?? []).flatMap(({ kind, cells }) => {
    const marks = { added: '+', removed: '-', changed: '~' }
    const said = cells.map(({ column, production, kitchen }) => {
      if (kind !== 'changed') return `${column} ${kitchen ?? production ?? 'NULL'}`
      return production === kitchen
        ? `${column} ${kitchen ?? 'NULL'}`
        : `${column} ${production ?? 'NULL'} → ${kitchen ?? 'NULL'}`
    })
    return wrap(`  ${marks[kind]} ${said.join(', ')}`, '      ')
  })
}
