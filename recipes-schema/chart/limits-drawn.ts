import type { LineSeriesOption } from 'echarts'
import type { Plot } from './panel.ts'
import { place } from './scale.ts'
import { shorten } from './text-fit.ts'
import { FONT } from './theme.ts'

/** Points that share their lines. A run chart has a centre and no limits. */
interface Stretch {
  readonly from: number
  readonly to: number
  readonly center: number
  readonly lcl: number | null
  readonly ucl: number | null
}

/** The band between the limits: where values are expected. Null where there are no limits at all. */
export function band(plot: Plot): LineSeriesOption | null {
  const areas = stretches(plot).flatMap(({ from, to, lcl, ucl }): [object, object][] =>
    lcl === null || ucl === null
      ? []
      : [[{ coord: [from - 0.5, place(lcl, plot.scale).at] }, { coord: [to - 0.5, place(ucl, plot.scale).at] }]],
  )
  if (areas.length === 0) return null
  return { ...carrier(plot), markArea: { silent: true, itemStyle: { color: plot.theme.band }, data: areas } }
}

/** Centre lines solid, limits dashed, each over the points that it holds for. */
export function limitLines(plot: Plot): LineSeriesOption[] {
  return (['center', 'lcl', 'ucl'] as const).map((name) => ({
    ...carrier(plot),
    markLine: {
      silent: true,
      symbol: 'none',
      label: { show: false },
      lineStyle: {
        color: plot.theme.limit,
        width: 1,
        type: name === 'center' ? 'solid' : 'dashed',
        opacity: name === 'center' ? 0.55 : 0.9,
      },
      data: stretches(plot).flatMap((stretch): [object, object][] => {
        const value = stretch[name]
        if (value === null) return []
        const { at } = place(value, plot.scale)
        return [[{ coord: [stretch.from - 0.5, at] }, { coord: [stretch.to - 0.5, at] }]]
      }),
    },
  }))
}

/** A dotted line before the first point of each later phase, with the phase's name. */
export function phaseStarts(plot: Plot): LineSeriesOption | null {
  const { chart, theme, scale } = plot
  const later = chart.phases.filter(({ from }) => from > 0)
  if (later.length === 0) return null
  return {
    ...carrier(plot),
    markLine: {
      silent: true,
      symbol: 'none',
      lineStyle: { color: theme.muted, width: 1, type: 'dotted' },
      data: later.map(({ from, label }): [object, object] => [
        { coord: [from - 0.5, scale.min] },
        {
          coord: [from - 0.5, scale.max],
          label: {
            show: true,
            formatter: shorten(label, 150, 10),
            position: 'end',
            distance: 3,
            color: theme.muted,
            fontFamily: FONT,
            fontSize: 10,
          },
        },
      ]),
    },
  }
}

/** A tick at the bottom where other code began to make the values, with the pull request that brought it. */
export function changeTicks(plot: Plot): LineSeriesOption | null {
  const { chart, theme, scale } = plot
  const changes = chart.marks.filter(({ kind }) => kind === 'change')
  if (changes.length === 0) return null
  const top = scale.min + (scale.max - scale.min) * 0.06
  return {
    ...carrier(plot),
    markLine: {
      silent: true,
      symbol: 'none',
      lineStyle: { color: theme.muted, width: 1.5, type: 'solid' },
      data: changes.map(({ at, label }): [object, object] => [
        { coord: [at - 0.5, scale.min] },
        {
          coord: [at - 0.5, top],
          label: {
            show: true,
            formatter: shorten(label, 60, 10),
            position: 'end',
            distance: 2,
            color: theme.muted,
            fontFamily: FONT,
            fontSize: 10,
          },
        },
      ]),
    },
  }
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

/** A series without points of its own, to hang marks on. */
function carrier({ index }: Plot): LineSeriesOption {
  return { type: 'line', xAxisIndex: 2 * index, yAxisIndex: index, data: [], silent: true, animation: false }
}
