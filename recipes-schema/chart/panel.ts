import type { CustomSeriesOption, GridComponentOption, LineSeriesOption, ScatterSeriesOption } from 'echarts'
import { timeAxis, valueAxis } from './axes-drawn.ts'
import type { Box, Card } from './layout.ts'
import { limitTexts, limitTextsWidth } from './limit-texts.ts'
import { background } from './limits-drawn.ts'
import { judgedPoint, points } from './points-drawn.ts'
import { tickText, type ValueScale, valueScale } from './scale.ts'
import { textWidth } from './text-fit.ts'
import type { Theme } from './theme.ts'
import { titles, titlesHeight } from './titles.ts'
import type { ControlChart } from './types.ts'

/** What one chart adds to the option: its own grid, axes and series, and texts placed in pixels. */
export interface Panel {
  readonly grid: GridComponentOption
  readonly xAxis: object
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
  /** True where the chart has a picture of its own. */
  readonly alone: boolean
  /** Index of the panel: the number of its grid and of its axes. */
  readonly index: number
}

/** One control chart as a card: story, subject, band between the limits, centre, history, and the judged point. */
export function panel(chart: ControlChart, card: Card, theme: Theme, index: number): Panel {
  const scale = valueScale(chart, 4)
  const plot: Plot = { chart, theme, scale, box: plotBox(chart, card, scale), alone: card.alone, index }
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
    // Points stand at 0, 1, 2 ... on a number axis, so that limits can begin and end between them.
    xAxis: { gridIndex: index, type: 'value', min: -0.5, max: count - 0.5, show: false },
    yAxis: { gridIndex: index, type: 'value', min: scale.min, max: scale.max, interval: scale.interval, show: false },
    series: [...points(plot), judgedPoint(plot)].filter((series) => series !== null),
    graphic: [
      cardFrame(card, theme),
      ...titles(chart, card, theme),
      ...valueAxis(plot),
      ...timeAxis(plot),
      ...background(plot),
      ...limitTexts(plot),
    ],
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
