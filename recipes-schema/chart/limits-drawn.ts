import type { Plot } from './panel.ts'
import { line, pixelX, pixelY, stairs } from './pixels.ts'
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
  const flights = flightsOf(stretches(plot), plot)
  const limit = { stroke: plot.theme.limit, lineWidth: 1 }
  const dashed = { ...limit, opacity: 0.9, lineDash: [4, 2] }
  return [
    ...flights.flatMap((flight) => band(flight, plot)),
    ...flights.map((flight) => stairs(edge(flight, 'center', plot), { ...limit, opacity: 0.55 })),
    ...flights.flatMap((flight) => limited(flight, (key) => stairs(edge(flight, key, plot), dashed))),
    ...phaseStarts(plot),
    ...changeTicks(plot),
  ]
}

/** The area between the limits of a flight. */
function band(flight: Flight, plot: Plot): object[] {
  if (flight.some(({ lcl, ucl }) => lcl === null || ucl === null)) return []
  const points = [...edge(flight, 'ucl', plot), ...edge(flight, 'lcl', plot).reverse()]
  return [{ type: 'polygon', z: 1, silent: true, shape: { points }, style: { fill: plot.theme.band } }]
}

/** What is drawn of the limits that a flight has; a run chart has none. */
function limited(flight: Flight, draw: (key: 'lcl' | 'ucl') => object): object[] {
  return (['lcl', 'ucl'] as const).flatMap((key) => (flight.some((one) => one[key] === null) ? [] : [draw(key)]))
}

/** The corners of a line over a flight: level over each stretch, upright where its neighbour's begins. */
function edge(flight: Flight, key: 'center' | 'lcl' | 'ucl', plot: Plot): [x: number, y: number][] {
  return flight.flatMap((one): [number, number][] => {
    const y = pixelY(plot, one[key] ?? 0)
    return [
      [pixelX(plot, one.from - 0.5), y],
      [pixelX(plot, one.to - 0.5), y],
    ]
  })
}

/**
 * Stretches that are drawn in one: side by side, in one phase, with the same limits or none. Where limits are each
 * point's own there is a stretch a point, and an element for each would take longer to draw than all else.
 */
type Flight = readonly Stretch[]

function flightsOf(held: readonly Stretch[], { chart }: Plot): Flight[] {
  const flights: Stretch[][] = []
  for (const one of held) {
    const last = flights.at(-1)
    const before = last?.at(-1)
    const joins =
      before?.to === one.from &&
      (before.lcl === null) === (one.lcl === null) &&
      (before.ucl === null) === (one.ucl === null) &&
      !chart.phases.some(({ from }) => from === one.from)
    if (joins) last?.push(one)
    else flights.push([one])
  }
  return flights
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
