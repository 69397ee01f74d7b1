import type { CustomSeriesOption, GridComponentOption, LineSeriesOption, ScatterSeriesOption } from 'echarts'
import { fittingLabels } from './labels.ts'
import type { Box, Card } from './layout.ts'
import { limitTexts, limitTextsWidth } from './limit-texts.ts'
import { band, changeTicks, limitLines, phaseStarts } from './limits-drawn.ts'
import { judgedPoint, points } from './points-drawn.ts'
import { tickText, type ValueScale, valueScale } from './scale.ts'
import { textWidth } from './text-fit.ts'
import { FONT, type Theme } from './theme.ts'
import { titles, titlesHeight } from './titles.ts'
import type { ControlChart } from './types.ts'

/** What one chart adds to the option: its own grid, axes and series, and texts placed in pixels. */
export interface Panel {
  readonly grid: GridComponentOption
  readonly xAxis: readonly object[]
  readonly yAxis: object
  readonly series: readonly (LineSeriesOption | ScatterSeriesOption | CustomSeriesOption)[]
  readonly graphic: readonly object[]
}

/** The plot within its card, in pixels, with its scale: what all parts of a panel are drawn by. */
export interface Plot {
  readonly chart: ControlChart
  readonly theme: Theme
  readonly scale: ValueScale
  readonly box: Box
  /** Index of the panel: the number of its grid and of its value axis. */
  readonly index: number
}

/** One control chart as a card: story, subject, band between the limits, centre, history, and the judged point. */
export function panel(chart: ControlChart, card: Card, theme: Theme, index: number): Panel {
  const scale = valueScale(chart, 4)
  const plot: Plot = { chart, theme, scale, box: plotBox(chart, card, scale), index }
  const count = chart.points.length
  return {
    // The box has room for all labels already; left to itself, ECharts would measure each of them again.
    grid: {
      left: plot.box.x,
      top: plot.box.y,
      width: plot.box.width,
      height: plot.box.height,
      outerBoundsMode: 'none',
    },
    xAxis: [
      // Points stand at 0, 1, 2 ... on a number axis, so that limits can begin and end between them.
      { gridIndex: index, type: 'value', min: -0.5, max: count - 0.5, show: false },
      labelAxis(plot),
    ],
    yAxis: valueAxis(plot),
    series: [
      band(plot),
      ...limitLines(plot),
      phaseStarts(plot),
      changeTicks(plot),
      points(plot),
      judgedPoint(plot),
    ].filter((series) => series !== null),
    graphic: [cardFrame(card, theme), ...titles(chart, card, theme), ...limitTexts(plot)],
  }
}

function plotBox(chart: ControlChart, card: Card, scale: ValueScale): Box {
  const ticks = Math.round((scale.max - scale.min) / scale.interval)
  const widths = Array.from({ length: ticks + 1 }, (_, i) =>
    textWidth(tickText(scale.min + i * scale.interval, scale), 11),
  )
  const left = Math.max(34, ...widths) + 22
  const right = chart.ucl === null ? 40 : limitTextsWidth(chart, scale) + 28
  const top = titlesHeight(chart, card) + (card.alone && scale.unit === null ? 18 : 28)
  return { x: card.x + left, y: card.y + top, width: card.width - left - right, height: card.height - top - 34 }
}

function cardFrame(card: Card, theme: Theme): object {
  return {
    type: 'rect',
    z: -10,
    silent: true,
    shape: { x: card.x + 0.5, y: card.y + 0.5, width: card.width - 1, height: card.height - 1, r: 8 },
    style: { fill: theme.card, stroke: theme.edge, lineWidth: 1 },
  }
}

function labelAxis({ chart, theme, box, index }: Plot): object {
  const labels = fittingLabels(
    chart.points.map(({ label }) => label),
    box.width,
    11,
  )
  return {
    gridIndex: index,
    type: 'category',
    position: 'bottom',
    data: labels.map((value, i) =>
      chart.points[i]?.judged ? { value, textStyle: { color: theme.text, fontWeight: 'bold' } } : value,
    ),
    axisLine: { lineStyle: { color: theme.edge } },
    axisTick: { show: false },
    axisLabel: { interval: 0, color: theme.muted, fontFamily: FONT, fontSize: 11, margin: 10 },
  }
}

function valueAxis({ theme, scale, index }: Plot): object {
  return {
    gridIndex: index,
    type: 'value',
    min: scale.min,
    max: scale.max,
    interval: scale.interval,
    axisLine: { show: false },
    axisTick: { show: false },
    name: scale.unit ?? '',
    nameGap: 8,
    nameTextStyle: { color: theme.muted, fontFamily: FONT, fontSize: 11, align: 'right' },
    axisLabel: { color: theme.muted, fontFamily: FONT, fontSize: 11 },
    splitLine: { lineStyle: { color: theme.grid } },
  }
}
