import type { LineSeriesOption, ScatterSeriesOption } from 'echarts'
import { formatApart, formatNumber } from './format-number.ts'
import type { Plot } from './panel.ts'
import { place, type ValueScale } from './scale.ts'
import { FONT, type Theme } from './theme.ts'
import type { ControlChart, ControlPoint } from './types.ts'

/** The history: a line that breaks at missing points, small dots, and marks of their own for signals and exclusions. */
export function points(plot: Plot): (LineSeriesOption | ScatterSeriesOption)[] {
  const { chart, theme, scale, index } = plot
  const frame = { xAxisIndex: index, yAxisIndex: index, animation: false, silent: true, clip: false, z: 3 } as const
  const there = chart.points.flatMap(({ value, ...point }, i) =>
    value === null ? [] : [{ at: [i, place(value, scale).at], point }],
  )
  const marked = there.flatMap(({ at, point }) => {
    const mark = point.judged ? null : markOf(point, theme)
    return mark === null ? [] : [{ value: at, ...mark }]
  })
  return [
    {
      ...frame,
      type: 'line',
      lineStyle: { color: theme.data, width: 1.75 },
      symbol: 'none',
      data: chart.points.map(({ value }, i) => [i, value === null ? '-' : place(value, scale).at]),
    },
    {
      ...frame,
      type: 'scatter',
      // A sheet has thousands of dots: those of one chart become one path, of squares, which are a quarter as long.
      ...(plot.alone ? { symbol: 'circle' } : { symbol: 'rect', large: true, largeThreshold: 1 }),
      symbolSize: chart.points.length > 60 ? 3 : plot.alone ? 5 : 4,
      itemStyle: { color: theme.data, opacity: 1 },
      data: there.filter(({ point }) => isPlain(point)).map(({ at }) => at),
    },
    ...(marked.length > 0 ? [{ ...frame, type: 'scatter' as const, data: marked }] : []),
  ]
}

/** The judged point: large, with its number; its shape says which way it left the limits, its colour how grave it is. */
export function judgedPoint(plot: Plot): ScatterSeriesOption | null {
  const { chart, theme, scale, index } = plot
  const i = chart.points.findLastIndex(({ judged, value }) => judged && value !== null)
  const value = chart.points[i]?.value ?? null
  if (value === null) return null
  const { at, off } = place(value, scale)
  const written = valueText(chart, value, scale)
  return {
    type: 'scatter',
    xAxisIndex: index,
    yAxisIndex: index,
    animation: false,
    silent: true,
    clip: false,
    z: 5,
    ...judgedMark(chart, value, theme),
    label: {
      show: true,
      formatter: off === null ? written : `${written}, off the scale`,
      ...labelPlace(plot, i, at),
      color: theme.text,
      fontFamily: FONT,
      fontSize: 13,
      fontWeight: 'bold',
      textBorderColor: theme.card,
      textBorderWidth: 4,
    },
    data: [[i, at]],
  }
}

/** Where the number does not lie on the line that comes in from the left: away from it, or beside a steep one. */
function labelPlace({ chart, scale, box }: Plot, i: number, at: number): object {
  const pixels = (value: number) => ((value - scale.min) / (scale.max - scale.min)) * box.height
  const before = chart.points[i - 1]?.value ?? null
  const height = pixels(at)
  const rise = before === null ? 0 : height - pixels(place(before, scale).at)
  const above = rise >= 0
  const room = above ? box.height - height : height
  if (room >= 20) return { position: above ? 'top' : 'bottom', align: 'right', offset: [10, above ? -2 : 2] }
  if (Math.abs(rise) > 30 || i === 0) return { position: 'left', distance: 8 }
  return { position: above ? 'bottom' : 'top', align: 'right', offset: [10, above ? 2 : -2] }
}

function isPlain(point: Omit<ControlPoint, 'value'>): boolean {
  return !point.judged && !point.excluded && point.signals.length === 0
}

function markOf(point: Omit<ControlPoint, 'value'>, theme: Theme): object | null {
  if (point.excluded) {
    return {
      symbol: CROSS,
      symbolSize: 8,
      itemStyle: { color: 'transparent', borderColor: theme.muted, borderWidth: 1.75, opacity: 1 },
    }
  }
  if (point.signals.length === 0) return null
  return { symbol: 'diamond', symbolSize: 9, itemStyle: { color: theme.warn, opacity: 1 } }
}

function judgedMark(chart: ControlChart, value: number, theme: Theme): object {
  const { signal, center } = chart
  const edge = { borderColor: theme.card, borderWidth: 2, opacity: 1 }
  if (chart.ucl === null) {
    return {
      symbol: 'circle',
      symbolSize: 13,
      itemStyle: { color: theme.card, borderColor: theme.data, borderWidth: 2.5, opacity: 1 },
    }
  }
  if (signal === null) return { symbol: 'circle', symbolSize: 14, itemStyle: { color: theme.good, ...edge } }
  const color = signal.severity === 'fail' ? theme.fail : theme.warn
  if (signal.rule !== 'beyond_3s') return { symbol: 'diamond', symbolSize: 19, itemStyle: { color, ...edge } }
  const down = center !== null && value < center
  return { symbol: 'triangle', symbolSize: 18, symbolRotate: down ? 180 : 0, itemStyle: { color, ...edge } }
}

/** The judged number in the axis's unit, with the decimals that tell it from the limit next to it. */
function valueText({ lcl, ucl }: ControlChart, value: number, { divisor }: ValueScale): string {
  if (lcl === null || ucl === null) return formatNumber(value / divisor)
  const nearest = Math.abs(value - lcl) < Math.abs(value - ucl) ? lcl : ucl
  return formatApart(value / divisor, nearest / divisor, (ucl - lcl) / 6 / divisor)[0]
}

/** A cross: "this point does not count". */
const CROSS = 'path://M0,0L10,10M10,0L0,10'
