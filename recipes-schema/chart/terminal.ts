import { formatColumn } from './format-number.ts'
import type { ControlChart, ControlPoint } from './types.ts'

export interface TerminalSettings {
  /** Columns and rows that the whole drawing may take; sensible ones are 80 and 16. */
  readonly width: number
  readonly height: number
  /** Dresses a mark: `good`, `warn`, `fail` or `muted`. Leave it out for plain text. */
  readonly paint?: (tone: Tone, text: string) => string
}

export type Tone = 'good' | 'warn' | 'fail' | 'muted'

/**
 * A control chart in characters: the story, a plot with limits (dashes), centre (a line) and points, the judged one at
 * its right. Marks say by shape what colour says too: ▲ ▼ outside the limits, ◆ another signal, ● judged and as
 * expected, ○ still learning, × excluded, • an ordinary point.
 */
export function terminalChart(chart: ControlChart, settings: TerminalSettings): string {
  const { paint = (_: Tone, text: string) => text } = settings
  const plot = plotOf(chart, settings)
  const rows = Array.from({ length: plot.height }, (_, row) => {
    const cells = plot.points.map((point, column) => cellOf(point, column, row, plot))
    const label = plot.labels.get(row) ?? ''
    const drawn = cells.map(({ tone, text }) => (tone === null ? text : paint(tone, text))).join('')
    return `${label.padStart(plot.margin)} ${drawn}`.trimEnd()
  })
  const axis = `${' '.repeat(plot.margin)} ${axisText(plot.points)}`
  return [chart.title, ...rows, axis.trimEnd()].join('\n')
}

interface TerminalPlot {
  readonly points: readonly ControlPoint[]
  readonly chart: ControlChart
  readonly height: number
  readonly low: number
  readonly high: number
  readonly labels: ReadonlyMap<number, string>
  /** Width of the column of numbers. */
  readonly margin: number
}

function plotOf(chart: ControlChart, { width, height }: TerminalSettings): TerminalPlot {
  const rows = Math.max(5, height - 2)
  const values = chart.points.flatMap(({ value, lcl, center, ucl }) =>
    [value, lcl, center, ucl].filter((x) => x !== null),
  )
  const [least, most] = extent(values)
  // A single far value must not press everything else onto one line: it is drawn at the edge.
  const reach = chart.lcl !== null && chart.ucl !== null && chart.ucl > chart.lcl ? 2 * (chart.ucl - chart.lcl) : null
  const low = reach === null || chart.lcl === null ? least : Math.max(least, chart.lcl - reach)
  const high = reach === null || chart.ucl === null ? most : Math.min(most, chart.ucl + reach)
  const frame = { chart, height: rows, low, high }
  const named = [...new Set([high, chart.ucl, chart.center, chart.lcl, low].filter((x) => x !== null))]
  const written = formatColumn(named, high > low ? (high - low) / 20 : undefined)
  const labels = new Map<number, string>()
  // Limits and centre come before the ends where both want the same row.
  for (const [i, value] of [...named.entries()].toSorted(([, a], [, b]) => rank(a, chart) - rank(b, chart))) {
    const row = rowOf(value, frame)
    if (!labels.has(row)) labels.set(row, written[i] ?? '')
  }
  const margin = Math.max(...[...labels.values()].map((label) => label.length))
  return { ...frame, labels, margin, points: chart.points.slice(-Math.max(10, width - margin - 1)) }
}

function rank(value: number, { lcl, center, ucl }: ControlChart): number {
  return value === lcl || value === ucl ? 0 : value === center ? 1 : 2
}

function rowOf(value: number, { low, high, height }: Pick<TerminalPlot, 'low' | 'high' | 'height'>): number {
  const share = high > low ? (Math.min(high, Math.max(low, value)) - low) / (high - low) : 0.5
  return Math.round((1 - share) * (height - 1))
}

interface Cell {
  readonly tone: Tone | null
  readonly text: string
}

function cellOf(point: ControlPoint, column: number, row: number, plot: TerminalPlot): Cell {
  if (point.value !== null && rowOf(point.value, plot) === row) return markOf(point, plot.chart)
  const at = (value: number | null) => value !== null && rowOf(value, plot) === row
  if (at(point.center)) return { tone: 'muted', text: '─' }
  if (at(point.lcl) || at(point.ucl)) return { tone: 'muted', text: column % 2 === 0 ? '╌' : ' ' }
  return { tone: null, text: ' ' }
}

function markOf(point: ControlPoint, { signal }: ControlChart): Cell {
  if (point.excluded) return { tone: 'muted', text: '×' }
  const { value, lcl, ucl } = point
  const outside = value !== null && lcl !== null && ucl !== null && (value < lcl || value > ucl)
  const shape = outside ? (value < lcl ? '▼' : '▲') : '◆'
  if (!point.judged) return point.signals.length > 0 ? { tone: 'warn', text: shape } : { tone: null, text: '•' }
  if (ucl === null) return { tone: null, text: '○' }
  return signal === null ? { tone: 'good', text: '●' } : { tone: signal.severity, text: shape }
}

/** The first label at the left, the last at the right. */
function axisText(points: readonly ControlPoint[]): string {
  const [first, last] = [points[0]?.label ?? '', points.at(-1)?.label ?? '']
  if (points.length < first.length + last.length + 2) return last.padStart(points.length)
  return `${first}${last.padStart(points.length - first.length)}`
}

function extent(values: readonly number[]): [number, number] {
  const low = values.reduce((least, x) => Math.min(least, x), Number.POSITIVE_INFINITY)
  const high = values.reduce((most, x) => Math.max(most, x), Number.NEGATIVE_INFINITY)
  return low <= high ? [low, high] : [0, 1]
}
