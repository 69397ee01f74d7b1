import type { Distribution, Scalar, Statistics } from '../../../recipes-schema/diff/types.ts'
import type { Row, Session, Value } from '../../warehouses/warehouse.ts'
import { binEdges, edgeLabel } from './bins.ts'
import type { Comparison, SideName } from './comparison.ts'
import { binsSql, fractions, type OneIn, type ProfiledColumn, quantilesSql, summarySql } from './profile-sql.ts'

export interface Profile {
  readonly production: Statistics | null
  readonly kitchen: Statistics | null
  readonly distribution: Distribution | null
}

const sides: readonly SideName[] = ['production', 'kitchen']

/** Sums columns up on both sides. With `oneIn` above 1 quantiles and bins are of a sample, and distinct counts near. */
export async function profileColumns(
  session: Session,
  comparison: Comparison,
  columns: readonly ProfiledColumn[],
  oneIn: OneIn,
): Promise<Profile[]> {
  if (columns.length === 0) return []
  const found: Record<SideName, Found> = { production: nothing, kitchen: nothing }
  for (const side of sides) {
    if (columns.every((column) => column.expressions[side] === null)) continue
    found[side] = {
      summary: await oneRow(session, summarySql(comparison, side, columns, oneIn === 1)),
      quantiles: await oneRow(session, quantilesSql(comparison, side, columns, oneIn)),
    }
  }
  const statistics = columns.map((column, index) => ({
    production: statisticsOf(column, index, 'production', found.production),
    kitchen: statisticsOf(column, index, 'kitchen', found.kitchen),
  }))
  const binned = columns.flatMap((column, index) => {
    const edges = edgesOf(column, index, found)
    return edges === null ? [] : [{ column, edges, index }]
  })
  const distributions = await distributionsOf(session, comparison, binned, oneIn)
  return statistics.map((one, index) => ({ ...one, distribution: distributions.get(index) ?? null }))
}

interface Found {
  readonly summary: Row
  readonly quantiles: Row
}

/** Fewer rows than this have no shape to show. */
const fewest = 20

const nothing: Found = { summary: {}, quantiles: {} }

function statisticsOf(
  column: ProfiledColumn,
  index: number,
  side: SideName,
  { summary, quantiles }: Found,
): Statistics | null {
  if (column.expressions[side] === null) return null
  const shown = fractions.slice(1, -1).map((_, at) => numberOf(quantiles[`q${index}_${at + 1}`]))
  const plain = column.family === 'integer' || column.family === 'number' || column.family === 'float'
  return {
    nulls: numberOf(summary[`n${index}`]) ?? 0,
    distinct: numberOf(summary[`u${index}`]),
    min: scalarOf(summary[`a${index}`], column),
    max: scalarOf(summary[`z${index}`], column),
    mean: numberOf(summary[`m${index}`]),
    quantiles: plain && shown.every((value) => value !== null) ? shown : null,
  }
}

/** Bins over the middle of both sides together; only for columns that both have. */
function edgesOf(
  { expressions, family }: ProfiledColumn,
  index: number,
  found: Record<SideName, Found>,
): number[] | null {
  if (expressions.production === null || expressions.kitchen === null || family === 'boolean') return null
  if (!sides.some((side) => (numberOf(found[side].summary.size) ?? 0) >= fewest)) return null
  const ends = (at: number): number[] =>
    sides.flatMap((side) => numberOf(found[side].quantiles[`q${index}_${at}`]) ?? [])
  const [lows, highs] = [ends(0), ends(fractions.length - 1)]
  return lows.length === 0 ? null : binEdges(Math.min(...lows), Math.max(...highs), family)
}

async function distributionsOf(
  session: Session,
  comparison: Comparison,
  binned: readonly { readonly column: ProfiledColumn; readonly edges: readonly number[]; readonly index: number }[],
  oneIn: OneIn,
): Promise<Map<number, Distribution>> {
  if (binned.length === 0) return new Map()
  const production = await oneRow(session, binsSql(comparison, 'production', binned, oneIn))
  const kitchen = await oneRow(session, binsSql(comparison, 'kitchen', binned, oneIn))
  return new Map(
    binned.map(({ column, edges, index }, at) => {
      const counts = (row: Row): number[] => edges.slice(1).map((_, bin) => numberOf(row[`b${at}_${bin}`]) ?? 0)
      const width = (edges[1] ?? 0) - (edges[0] ?? 0)
      const labels = edges.map((edge) => edgeLabel(edge, column.family, width))
      return [index, { edges: labels, production: counts(production), kitchen: counts(kitchen) }]
    }),
  )
}

function numberOf(value: Value | undefined): number | null {
  if (value === null || value === undefined) return null
  const number = Number(value)
  return Number.isFinite(number) ? number : null
}

/** A number where that says it exactly, else the engine's text. */
function scalarOf(value: Value | undefined, { family }: ProfiledColumn): Scalar {
  if (value === null || value === undefined) return null
  const text = String(value)
  const number = Number(text)
  if (family === 'time' || !Number.isFinite(number)) return text
  return family === 'float' || String(number) === text.replace(/\.?0+$/, '') || String(number) === text ? number : text
}

async function oneRow(session: Session, sql: string): Promise<Row> {
  const [row] = await session.rows(sql)
  if (row === undefined) throw new Error('a query for one row answered none')
  return row
}
