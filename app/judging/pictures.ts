import type { ControlChart } from '../../recipes-schema/chart/index.ts'
import { drawPng } from '../../recipes-schema/drawing/draw.ts'
import type { MeasureResult } from '../../recipes-schema/report/types.ts'
import type { Image } from '../checks/check.ts'
import { list } from '../checks/markdown.ts'
import type { Galley } from '../galley.ts'
import type { OrderContent } from '../orders/order.ts'

/** Signals get a picture each, up to this many; all charts together make one more. */
const mostSignals = 3
/** More than this on one sheet nobody can read. */
const mostOnSheet = 24

/** Draws the charts from the report's numbers, keeps them, and answers where GitHub finds them. */
export async function pictures(
  galley: Galley,
  content: OrderContent,
  measures: readonly MeasureResult[],
): Promise<Image[]> {
  const charts = measures.flatMap(({ chart }) => (chart === null ? [] : [chart]))
  const signals = charts.filter((chart) => chart.signal !== null)
  const calm = charts.filter((chart) => chart.signal === null)
  const sheet = [...signals, ...calm].slice(0, mostOnSheet)
  const drawn = [
    ...signals.slice(0, mostSignals).map((chart) => ({ charts: [chart], alt: chart.title })),
    ...(charts.length > 1 || signals.length === 0 ? [{ charts: sheet, alt: sheetWords(sheet) }] : []),
  ].filter((picture) => picture.charts.length > 0)
  return Promise.all(
    drawn.map(async ({ charts, alt }) => {
      const id = await galley.store.charts.keep(String(content.repository.id), content.id, await draw(charts))
      return { alt, url: `${galley.url}/charts/${id}.png`, caption: alt.slice(0, 200) }
    }),
  )
}

/** CSS pixels, as wide as GitHub shows a check's pictures; drawn twice as fine for screens that can show it. */
const width = 960
const scale = 2

function draw(charts: readonly ControlChart[]): Promise<Uint8Array> {
  return drawPng(charts, { theme: 'light', width }, scale)
}

function sheetWords(charts: readonly ControlChart[]): string {
  return `Control charts of ${list(
    charts.map((chart) => chart.subject),
    4,
  )}`
}
