import { type ControlChart, chartOption, chartSize, type ThemeName } from '../chart/index.ts'
import { renderPng, renderSvg } from './render.ts'

export interface Canvas {
  readonly theme: ThemeName
  /** CSS pixels; the height follows from what is drawn. */
  readonly width: number
}

/** Control charts as one SVG document: a chart alone, or a sheet of small ones with a line that counts them up. */
export async function drawSvg(charts: readonly ControlChart[], { theme, width }: Canvas): Promise<string> {
  return renderSvg(chartOption(charts, { theme, width }), chartSize(charts.length, width))
}

/** The same picture as a PNG, `scale` pixels for each CSS pixel. */
export async function drawPng(charts: readonly ControlChart[], canvas: Canvas, scale: number): Promise<Uint8Array> {
  return renderPng(await drawSvg(charts, canvas), scale)
}
