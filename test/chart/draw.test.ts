import { readFileSync, statSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import { drawPng, drawSvg } from '../../app/charts/draw.ts'
import { fontFiles } from '../../app/charts/fonts.ts'
import { chartOption, chartSize } from '../../recipes-schema/chart/index.ts'
import { SAMPLES } from './samples.ts'

const svgOf = (charts: Parameters<typeof chartOption>[0], count: number, width: number) =>
  drawSvg(chartOption(charts, { theme: 'light', width }), chartSize(count, width))
const withoutText = (svg: string) => svg.replaceAll(/<text[\s\S]*?<\/text>/g, '')
const page = (text: string, style = '') =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="40"><text x="5" y="25" style="${style}">${text}</text></svg>`

/** Width and height from a PNG's header, which must be there. */
function pngSize(png: Uint8Array): [number, number] {
  const bytes = Buffer.from(png)
  expect(bytes.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n')
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)]
}

describe('pictures', () => {
  test.each(Object.entries(SAMPLES))('%s is drawn, with its text', (_, chart) => {
    const svg = svgOf(chart, 1, 860)
    const png = drawPng(svg, 1)
    expect(pngSize(png)).toEqual([860, 340])
    expect(Buffer.compare(png, drawPng(withoutText(svg), 1))).not.toBe(0)
  })

  it('draws a sheet at twice its size', () => {
    const charts = Object.values(SAMPLES)
    const { width, height } = chartSize(charts.length, 1000)
    expect(pngSize(drawPng(svgOf(charts, charts.length, 1000), 2))).toEqual([2 * width, 2 * height])
  })

  it('draws the same picture twice', () => {
    const [once, again] = [1, 2].map(() => drawPng(svgOf(SAMPLES.below ?? [], 1, 860), 1))
    expect(Buffer.compare(once ?? Buffer.of(), again ?? Buffer.of())).toBe(0)
  })
})

describe('text', () => {
  const empty = drawPng(page(''), 1)
  test.each([
    ['a usual character', 'A', ''],
    ['an accent', 'é', ''],
    ['a mark', '▼', ''],
    ['bold', 'A', 'font-weight:bold'],
    ['a character that only the whole font has', 'Ж', ''],
    ['a family that nobody has', 'A', 'font-family:Nowhere Grotesk'],
  ])('%s is never missing', (_, text, style) => {
    expect(Buffer.compare(drawPng(page(text, style), 1), empty)).not.toBe(0)
  })

  it('looks the same from the small font as from the whole one', () => {
    // The whole font is asked for by a character that the small one lacks; each letter stands alone, so no kerning.
    const small = drawPng(page('H'), 1)
    const whole = drawPng(page('H').replace('H', 'Н'), 1)
    expect(Buffer.compare(small, whole)).toBe(0)
  })

  it('comes from files that are small and complete fonts', () => {
    const [regular, bold, fullRegular] = fontFiles().map((file) => statSync(file).size)
    expect(Math.max(regular ?? 0, bold ?? 0)).toBeLessThan(Number(fullRegular) / 8)
    for (const file of fontFiles()) expect(readFileSync(file).readUInt32BE(0)).toBe(0x00010000)
  })
})
