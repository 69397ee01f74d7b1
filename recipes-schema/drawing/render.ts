import type { EChartsOption } from 'echarts'
import { fontFiles } from './fonts.ts'
import { encodePng } from './png.ts'

// Both renderers are loaded when the first picture is drawn: most runs draw none, and the Action's bundle has neither.

/** An ECharts option as an SVG document; `size` in pixels. */
export async function renderSvg(option: EChartsOption, size: { width: number; height: number }): Promise<string> {
  const { init } = await import('echarts')
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
export async function renderPng(svg: string, scale: number): Promise<Uint8Array> {
  const { Resvg } = await import('@resvg/resvg-js')
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
  const { pixels, width, height } = picture.render()
  return encodePng(pixels, width, height)
}
