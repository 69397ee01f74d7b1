import type { Plot } from './panel.ts'
import { line, pixelX, pixelY } from './pixels.ts'
import { shorten } from './text-fit.ts'
import { FONT, type Theme } from './theme.ts'

/** Points that share their lines. A run chart has a centre and no limits. */
interface Stretch {
  readonly from: number
  readonly to: number
  readonly center: number
  readonly lcl: number | null
  readonly ucl: number | null
}

/**
 * All that stands behind the points: the band between the limits, where values are expected; centre lines solid and
 * limits dashed, each over the points that it holds for; where new limits and other code begin. Placed in pixels: as
 * marks of a series they would cost ECharts more than the whole history.
 */
export function background(plot: Plot): object[] {
  const held = stretches(plot)
  const limit = { stroke: plot.theme.limit, lineWidth: 1 }
  return [
    ...held.flatMap((one) => band(one, plot)),
    ...held.map((one) => limitLine(one, one.center, plot, { ...limit, opacity: 0.55 })),
    ...held.flatMap((one) =>
      [one.lcl, one.ucl].flatMap((value) =>
        value === null ? [] : [limitLine(one, value, plot, { ...limit, opacity: 0.9, lineDash: [4, 2] })],
      ),
    ),
    ...phaseStarts(plot),
    ...changeTicks(plot),
  ]
}

function band({ from, to, lcl, ucl }: Stretch, plot: Plot): object[] {
  if (lcl === null || ucl === null) return []
  const [x, y] = [pixelX(plot, from - 0.5), pixelY(plot, ucl)]
  const shape = { x, y, width: pixelX(plot, to - 0.5) - x, height: pixelY(plot, lcl) - y }
  return [{ type: 'rect', z: 1, silent: true, shape, style: { fill: plot.theme.band } }]
}

function limitLine({ from, to }: Stretch, value: number, plot: Plot, style: object): object {
  const y = pixelY(plot, value)
  return line([pixelX(plot, from - 0.5), y, pixelX(plot, to - 0.5), y], style)
}

/** A dotted line before the first point of each later phase, with the phase's name. */
function phaseStarts(plot: Plot): object[] {
  const { chart, theme, box } = plot
  const style = { stroke: theme.muted, lineWidth: 1, lineDash: [1, 2] }
  return chart.phases
    .filter(({ from }) => from > 0)
    .flatMap(({ from, label }) => {
      const x = pixelX(plot, from - 0.5)
      return [line([x, box.y + box.height, x, box.y], style), above(shorten(label, 150, 10), x, box.y - 3, theme)]
    })
}

/**
 * A tick at the bottom where other code began to make the values, with the pull request that brought it, and below each
 * point that does not count, with the reason.
 */
function changeTicks(plot: Plot): object[] {
  const { chart, theme, box } = plot
  const [bottom, top] = [box.y + box.height, box.y + box.height * 0.94]
  return chart.marks
    .filter(({ kind }) => kind === 'change' || kind === 'exclude')
    .flatMap(({ at, label, kind }) => {
      const x = pixelX(plot, kind === 'change' ? at - 0.5 : at)
      const tick = line([x, bottom, x, top], { stroke: theme.muted, lineWidth: 1.5 })
      return [tick, above(shorten(label, kind === 'change' ? 60 : 150, 10), x, top - 2, theme)]
    })
}

function above(text: string, x: number, y: number, { muted }: Theme): object {
  const style = { text, fill: muted, fontFamily: FONT, fontSize: 10, align: 'center', verticalAlign: 'bottom' }
  return { type: 'text', z: 1, silent: true, x, y, style }
}

/** Neighbouring points with the same limits, as one stretch. */
function stretches({ chart }: Plot): Stretch[] {
  const found: Stretch[] = []
  chart.points.forEach(({ center, lcl, ucl }, i) => {
    if (center === null) return
    const last = found.at(-1)
    const starts = chart.phases.some(({ from }) => from === i)
    const continues = last?.to === i && last.center === center && last.lcl === lcl && last.ucl === ucl && !starts
    if (continues) found[found.length - 1] = { ...last, to: i + 1 }
    else found.push({ from: i, to: i + 1, center, lcl, ucl })
  })
  return found
}
