import { fittingLabels } from './labels.ts'
import type { Plot } from './panel.ts'
import { line, pixelX } from './pixels.ts'
import { tickText } from './scale.ts'
import { FONT } from './theme.ts'

// Axes are placed in pixels: where everything stands is known, and ECharts would measure each label again.

/** The value axis: its unit, a label for each tick, and a faint line through the plot. */
export function valueAxis({ theme, scale, box }: Plot): object[] {
  const ticks = Array.from({ length: Math.round((scale.max - scale.min) / scale.interval) + 1 }, (_, i) => ({
    text: tickText(scale.min + i * scale.interval, scale),
    y: box.y + box.height * (1 - (i * scale.interval) / (scale.max - scale.min)),
  }))
  const lines = ticks.map(({ y }) => line([box.x, y, box.x + box.width, y], { stroke: theme.grid }))
  const style = { fill: theme.muted, fontFamily: FONT, fontSize: 11, align: 'right', verticalAlign: 'middle' }
  // All labels as one text of as many lines: an element for each would take longer.
  const gap = ((ticks[0]?.y ?? 0) - (ticks.at(-1)?.y ?? 0)) / Math.max(1, ticks.length - 1)
  const text = ticks.map((tick) => tick.text).reverse()
  const middle = ((ticks[0]?.y ?? 0) + (ticks.at(-1)?.y ?? 0)) / 2
  const texts = [label(box.x - 8, middle, { ...style, text: text.join('\n'), lineHeight: gap })]
  const unit = scale.unit === null ? [] : [label(box.x, box.y - 14, { ...style, text: scale.unit })]
  return [...lines, ...texts, ...unit]
}

/** The time axis: a line below the plot and as many of the points' labels as fit side by side. */
export function timeAxis(plot: Plot): object[] {
  const { chart, theme, box } = plot
  const labels = fittingLabels(
    chart.points.map((point) => point.label),
    box.width,
    11,
  )
  const bottom = box.y + box.height
  const texts = labels.flatMap((text, i) => {
    const tone = chart.points[i]?.judged ? { fill: theme.text, fontWeight: 'bold' } : { fill: theme.muted }
    const style = { text, fontFamily: FONT, fontSize: 11, align: 'center', verticalAlign: 'top', ...tone }
    return text === '' ? [] : [label(pixelX(plot, i), bottom + 10, style)]
  })
  return [line([box.x, bottom, box.x + box.width, bottom], { stroke: theme.edge }), ...texts]
}

function label(x: number, y: number, style: object): object {
  return { type: 'text', silent: true, x, y, style }
}
