import type { EChartsOption } from 'echarts'
import { layout } from './layout.ts'
import { panel } from './panel.ts'
import { FONT, THEMES, type Theme, type ThemeName } from './theme.ts'
import type { ControlChart } from './types.ts'

export interface ChartOptionSettings {
  readonly theme: ThemeName
  /** Pixels; `chartSize` gives the height that goes with it. */
  readonly width: number
}

/**
 * Control charts as an ECharts option: pure data. One chart fills the picture; several become a sheet of cards with a
 * line on top that counts them up. Draw it at `chartSize(charts.length, width)`.
 */
export function chartOption(
  charts: ControlChart | readonly ControlChart[],
  settings: ChartOptionSettings,
): EChartsOption {
  const all: readonly ControlChart[] = 'points' in charts ? [charts] : charts
  const theme = THEMES[settings.theme]
  const { cards, header } = layout(all.length, settings.width)
  const panels = all.flatMap((chart, i) => {
    const card = cards[i]
    return card === undefined ? [] : [panel(chart, card, theme, i)]
  })
  return {
    animation: false,
    backgroundColor: all.length === 1 ? theme.card : theme.paper,
    textStyle: { fontFamily: FONT },
    grid: panels.map(({ grid }) => grid),
    xAxis: panels.map(({ xAxis }) => xAxis),
    yAxis: panels.map(({ yAxis }) => yAxis),
    series: panels.flatMap(({ series }) => series),
    graphic: [...(header > 0 ? [sheetHeader(all, theme)] : []), ...panels.flatMap(({ graphic }) => graphic)],
  } as EChartsOption
}

function sheetHeader(charts: readonly ControlChart[], theme: Theme): object {
  return {
    type: 'text',
    silent: true,
    x: 16,
    y: 15,
    style: { text: headline(charts), fill: theme.text, fontFamily: FONT, fontSize: 15, fontWeight: 'bold' },
  }
}

/** "10 measures: 1 fails, 1 warns, 7 as expected, 1 learning" */
export function headline(charts: readonly ControlChart[]): string {
  const fails = charts.filter(({ signal }) => signal?.severity === 'fail').length
  const warns = charts.filter(({ signal }) => signal?.severity === 'warn').length
  const learning = charts.filter(({ signal, state }) => signal === null && state === 'learning').length
  const missing = charts.filter(({ signal, state, points }) => {
    return signal === null && state !== 'learning' && points.findLast(({ judged }) => judged)?.value === null
  }).length
  const steady = charts.length - fails - warns - learning - missing
  const parts = [
    fails > 0 ? `${fails} ${fails === 1 ? 'fails' : 'fail'}` : '',
    warns > 0 ? `${warns} ${warns === 1 ? 'warns' : 'warn'}` : '',
    steady > 0 ? `${steady} as expected` : '',
    learning > 0 ? `${learning} learning` : '',
    missing > 0 ? `${missing} without a value` : '',
  ]
  return `${charts.length} measures: ${parts.filter(Boolean).join(', ')}`
}
