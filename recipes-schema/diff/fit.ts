import { diffLimits } from './schema.ts'
import type { ColumnDiff, ComparedNode, NodeDiff, Scalar, Statistics, TypedColumn } from './types.ts'

/** How many nodes and how many characters of JSON a report gives to its diffs. */
const most = { nodes: 1_000, characters: 1_000_000 } as const

/**
 * Diffs as a report carries them: no rows, every list and text within what the schema takes, and all of it within a
 * size. The first nodes keep their columns; those that find no room keep their counts, and say so.
 */
export function fitDiffs(diffs: readonly NodeDiff[]): NodeDiff[] {
  let room: number = most.characters
  return diffs.slice(0, most.nodes).map((diff) => {
    const whole = fitNode(diff)
    const size = JSON.stringify(whole).length
    const fitted = size <= room ? whole : withoutColumns(whole)
    room -= Math.min(size, JSON.stringify(fitted).length)
    return fitted
  })
}

function fitNode(diff: NodeDiff): NodeDiff {
  const frame = { recipe: cut(diff.recipe), node: cut(diff.node) }
  switch (diff.outcome) {
    case 'removed':
      return { ...diff, ...frame }
    case 'new':
      return { ...diff, ...frame, columns: typed(diff.columns) }
    case 'not_compared':
      return { ...diff, ...frame, reason: { ...diff.reason, message: cut(diff.reason.message, diffLimits.message) } }
    case 'compared':
      return { ...fitCompared(diff), ...frame }
  }
}

function fitCompared(diff: ComparedNode): ComparedNode {
  const { schema, matching } = diff
  const retyped = schema.retyped.map(({ name, from, to }) => ({ name: cut(name), from: cut(from), to: cut(to) }))
  return {
    ...diff,
    schema: {
      ...schema,
      added: typed(schema.added),
      removed: typed(schema.removed),
      retyped: retyped.slice(0, diffLimits.columns),
    },
    matching: matching.by === 'key' ? { ...matching, columns: matching.columns.map((name) => cut(name)) } : matching,
    columns: diff.columns.slice(0, diffLimits.columns).map(fitColumn),
    notes: diff.notes
      .slice(0, diffLimits.notes)
      .map((note) => ({ ...note, message: cut(note.message, diffLimits.message) })),
    samples: null,
  }
}

function fitColumn(column: ColumnDiff): ColumnDiff {
  const { production, kitchen } = column.type
  const type = {
    production: production === null ? null : cut(production),
    kitchen: kitchen === null ? null : cut(kitchen),
  }
  return {
    ...column,
    name: cut(column.name),
    type,
    production: column.production === null ? null : fitStatistics(column.production),
    kitchen: column.kitchen === null ? null : fitStatistics(column.kitchen),
  }
}

/** A decimal may have thousands of digits. */
function fitStatistics(statistics: Statistics): Statistics {
  const fitted = (value: Scalar): Scalar => (typeof value === 'string' ? cut(value, diffLimits.scalar) : value)
  return { ...statistics, min: fitted(statistics.min), max: fitted(statistics.max) }
}

function withoutColumns(diff: NodeDiff): NodeDiff {
  if (diff.outcome !== 'compared') return diff
  const note = {
    code: 'columns_left_out',
    message: 'There was no room for its columns; `galley diff` shows them.',
  } as const
  return { ...diff, columns: [], notes: [...diff.notes.slice(0, diffLimits.notes - 1), note] }
}

function typed(columns: readonly TypedColumn[]): TypedColumn[] {
  return columns.slice(0, diffLimits.columns).map(({ name, type }) => ({ name: cut(name), type: cut(type) }))
}

function cut(text: string, length: number = diffLimits.name): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`
}
