import { Resvg } from '@resvg/resvg-js'
import { type EChartsOption, init } from 'echarts'
import { fontFiles } from './fonts.ts'

/** An ECharts option as an SVG document; `size` in pixels. */
export function drawSvg(option: EChartsOption, size: { width: number; height: number }): string {
  const instance = init(null, null, { renderer: 'svg', ssr: true, width: size.width, height: size.height })
  try {
    instance.setOption(option)
    return instance.renderToSVGString()
  } finally {
    instance.dispose()
  }
}

/**
 * An SVG document as a PNG, `scale` pixels for each of its own. Text is drawn in the DejaVu fonts that come with the
 * program, whatever family the document names: a machine without fonts draws the same picture.
 */
export function drawPng(svg: string, scale: number): Uint8Array {
  const picture = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: scale },
    font: {
      // TTF only: with web fonts resvg draws a picture without any text, and reports nothing.
      fontFiles: [...fontFiles()],
      loadSystemFonts: false,
      defaultFontFamily: 'DejaVu Sans',
      sansSerifFamily: 'DejaVu Sans',
    },
  })
  return picture.render().asPng()
}
