import { readFileSync, statSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import { type ControlChart, chartSize } from '../../recipes-schema/chart/index.ts'
import { drawSvg } from '../../recipes-schema/drawing/draw.ts'
import { fontFiles } from '../../recipes-schema/drawing/fonts.ts'
import { renderPng } from '../../recipes-schema/drawing/render.ts'
import { SAMPLES } from './samples.ts'

const svgOf = (charts: readonly ControlChart[], width: number) => drawSvg(charts, { theme: 'light', width })
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
  test.each(Object.entries(SAMPLES))('%s is drawn, with its text', async (_, chart) => {
    const svg = await svgOf([chart], 860)
    const png = await renderPng(svg, 1)
    expect(pngSize(png)).toEqual([860, 340])
    expect(Buffer.compare(png, await renderPng(withoutText(svg), 1))).not.toBe(0)
  })

  it('draws a sheet at twice its size', async () => {
    const charts = Object.values(SAMPLES)
    const { width, height } = chartSize(charts.length, 1000)
    expect(pngSize(await renderPng(await svgOf(charts, 1000), 2))).toEqual([2 * width, 2 * height])
  })

  it('draws the same picture twice', async () => {
    const draw = async () => renderPng(await svgOf(Object.values(SAMPLES).slice(1, 2), 860), 1)
    const [once, again] = [await draw(), await draw()]
    expect(Buffer.compare(once, again)).toBe(0)
  })
})

describe('text', () => {
  test.each([
    ['a usual character', 'A', ''],
    ['an accent', 'é', ''],
    ['a mark', '▼', ''],
    ['bold', 'A', 'font-weight:bold'],
    ['a character that only the whole font has', 'Ж', ''],
    ['a family that nobody has', 'A', 'font-family:Nowhere Grotesk'],
  ])('%s is never missing', async (_, text, style) => {
    const [written, empty] = [await renderPng(page(text, style), 1), await renderPng(page(''), 1)]
    expect(Buffer.compare(written, empty)).not.toBe(0)
  })

  it('looks the same from the small font as from the whole one', async () => {
    // The whole font is asked for by a character that the small one lacks; each letter stands alone, so no kerning.
    const small = await renderPng(page('H'), 1)
    const whole = await renderPng(page('H').replace('H', 'Н'), 1)
    expect(Buffer.compare(small, whole)).toBe(0)
  })

  it('comes from files that are small and complete fonts', () => {
    const [regular, bold, fullRegular] = fontFiles().map((file) => statSync(file).size)
    expect(Math.max(regular ?? 0, bold ?? 0)).toBeLessThan(Number(fullRegular) / 8)
    for (const file of fontFiles()) expect(readFileSync(file).readUInt32BE(0)).toBe(0x00010000)
  })
})
