import { formatApart, formatNumber } from '../chart/format-number.ts'
import { count } from '../text/count.ts'
import type { ColumnDiff, ComparedNode, NodeDiff, RowCounts, Scalar, SchemaDiff, Statistics } from './types.ts'

/** True when merging changes nothing that anybody could read: not a row, not a value, not a column. */
export function isSame(diff: NodeDiff): boolean {
  return diff.outcome === 'compared' && isSameRows(diff.rows) && schemaWords(diff.schema).length === 0
}

function isSameRows({ added, removed, changed }: RowCounts): boolean {
  return added + removed + changed === 0
}

/** What happens to a node, in one line without its name: "12 rows added, 6 removed, 431 changed (2.9 %)". */
export function changeWords(diff: NodeDiff): string {
  switch (diff.outcome) {
    case 'new':
      return `new: ${count(diff.rows, 'row')}, ${count(diff.columns.length, 'column')}`
    case 'removed':
      return diff.rows === null ? 'taken away' : `taken away, with ${count(diff.rows, 'row')}`
    case 'not_compared':
      return `not compared: ${diff.reason.message}`
    case 'compared':
      return [rowWords(diff), ...schemaSummary(diff.schema)].join('; ')
  }
}

/** "12 rows added, 6 removed, 431 changed (2.9 %)"; without a difference how many rows are equal. */
export function rowWords({ rows, matching }: ComparedNode): string {
  if (isSameRows(rows)) return equalWords(rows.kitchen)
  const paired = rows.production - rows.removed
  const parts: [n: number, word: string][] = [
    [rows.added, 'added'],
    [rows.removed, 'removed'],
    [rows.changed, `changed (${share(rows.changed, paired)})`],
  ]
  const said = parts
    .filter(([n]) => n > 0)
    .map(([n, word], index) => `${index === 0 ? count(n, 'row') : n.toLocaleString('en-US')} ${word}`)
  return `${said.join(', ')}${matching.by === 'row' ? ' (whole rows)' : ''}`
}

function equalWords(rows: number): string {
  if (rows === 0) return 'both are empty'
  return rows === 1 ? 'the one row is equal' : `all ${count(rows, 'row')} equal`
}

/** How the rows were paired. */
export function matchingWords({ matching }: ComparedNode): string {
  switch (matching.by) {
    case 'checksum':
      return 'the same checksum over all rows'
    case 'single_row':
      return 'one row on each side'
    case 'row':
      return 'whole rows compared'
    case 'key': {
      const origins = {
        asked: 'as asked for',
        recipe: 'as the recipe says',
        merge: 'which rows are merged by',
        unique: 'which a test says is unique',
      }
      return `rows paired by ${matching.columns.join(', ')}, ${origins[matching.from]}`
    }
  }
}

/** What changes in the columns themselves: "+ discount DOUBLE", "- note VARCHAR", "amount: INTEGER → DOUBLE". */
export function schemaWords({ added, removed, retyped, reordered }: SchemaDiff): string[] {
  return [
    ...added.map(({ name, type }) => `+ ${name} ${type}`),
    ...removed.map(({ name, type }) => `- ${name} ${type}`),
    ...retyped.map(({ name, from, to }) => `${name}: ${from} → ${to}`),
    ...(reordered ? ['columns in another order'] : []),
  ]
}

function schemaSummary({ added, removed, retyped, reordered }: SchemaDiff): string[] {
  return [
    ...(added.length > 0 ? [`${count(added.length, 'column')} added`] : []),
    ...(removed.length > 0 ? [`${count(removed.length, 'column')} removed`] : []),
    ...(retyped.length > 0 ? [`${count(retyped.length, 'column')} of another type`] : []),
    ...(reordered ? ['columns in another order'] : []),
  ]
}

/** In how many of the paired rows a column differs: "431 changed (2.9 %)"; null when that is not known or none does. */
export function columnChange({ changed }: ColumnDiff, rows: RowCounts): string | null {
  if (changed === null || changed === 0) return null
  return `${changed.toLocaleString('en-US')} changed (${share(changed, rows.production - rows.removed)})`
}

/** What moved in a column's summary, the most telling first: "mean 8.5 → 9.1", "NULLs 0 → 12". */
export function statisticWords({ production, kitchen, type }: ColumnDiff, rows: RowCounts): string[] {
  if (production === null || kitchen === null) {
    const only = production ?? kitchen
    return only === null ? [] : [onlyWords(only)]
  }
  if (rows.production === 1 && rows.kitchen === 1)
    return [moved('', production.min, kitchen.min), moved('NULLs', production.nulls, kitchen.nulls)].filter(
      (part) => part !== null,
    )
  const truth = /^bool/i.test(type.kitchen ?? '')
  return [
    moved(truth ? 'true' : 'mean', production.mean, kitchen.mean, truth),
    moved('median', production.quantiles?.[2] ?? null, kitchen.quantiles?.[2] ?? null),
    moved('NULLs', production.nulls, kitchen.nulls),
    // Of numbers the mean says more.
    production.mean === null ? moved('distinct', production.distinct, kitchen.distinct) : null,
    moved('min', production.min, kitchen.min),
    moved('max', production.max, kitchen.max),
  ].filter((part) => part !== null)
}

function onlyWords({ nulls, distinct, mean, min, max }: Statistics): string {
  const parts = [
    mean === null ? null : `mean ${formatNumber(mean)}`,
    min === null || max === null ? null : `${scalarWords(min)} to ${scalarWords(max)}`,
    distinct === null ? null : count(distinct, 'distinct value'),
    count(nulls, 'NULL'),
  ]
  return parts.filter((part) => part !== null).join(', ')
}

function moved(name: string, before: Scalar, after: Scalar, percent = false): string | null {
  if (before === after || (before === null && after === null)) return null
  if (typeof before === 'number' && typeof after === 'number') {
    if (percent) return `${name} ${rate(before)} → ${rate(after)}`
    const [one, two] = formatApart(before, after, Math.abs(after - before) / 10)
    return `${name} ${one} → ${two}`.trimStart()
  }
  return `${name} ${scalarWords(before)} → ${scalarWords(after)}`.trimStart()
}

export function scalarWords(value: Scalar): string {
  if (value === null) return 'none'
  return typeof value === 'number' ? formatNumber(value) : value.replace(/ 00:00:00(\+00)?$/, '')
}

/** A part of a whole as a person reads it: never 0 % of something, never 100 % of less than all. */
export function share(part: number, whole: number): string {
  if (whole <= 0) return 'none'
  return part > 0 && part < whole ? rate(Math.min(0.9999, Math.max(part / whole, 1e-9))) : rate(part / whole)
}

function rate(value: number): string {
  const percent = value * 100
  if (percent > 0 && percent < 0.1) return '< 0.1 %'
  if (percent > 99.9 && percent < 100) return '> 99.9 %'
  return `${percent.toLocaleString('en-US', { maximumFractionDigits: percent < 10 ? 1 : 0 })} %`
}
