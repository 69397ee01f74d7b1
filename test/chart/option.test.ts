import { describe, expect, it, test } from 'vitest'
import { chartOption, chartSize, headline } from '../../recipes-schema/chart/index.ts'
import { fittingLabels, spread } from '../../recipes-schema/chart/labels.ts'
import { place, valueScale } from '../../recipes-schema/chart/scale.ts'
import { shortenMiddle, textWidth, wrap } from '../../recipes-schema/chart/text-fit.ts'
import { SAMPLES } from './samples.ts'

type Option = Record<string, { [key: string]: unknown }[]>
const all = Object.values(SAMPLES)
const optionOf = (name: string) =>
  chartOption(SAMPLES[name] ?? all, { theme: 'light', width: 860 }) as unknown as Option
const judgedMark = (name: string) => {
  const { symbol, symbolRotate, itemStyle } = optionOf(name).series?.findLast(({ type }) => type === 'scatter') ?? {}
  return { symbol, symbolRotate, color: (itemStyle as { color: string } | undefined)?.color }
}

describe('option', () => {
  test.each(Object.entries(SAMPLES))('%s is pure data of finite numbers', (_, chart) => {
    const option = chartOption(chart, { theme: 'dark', width: 860 })
    expect(JSON.parse(JSON.stringify(option))).toEqual(option)
  })

  it('says in shape and colour what the judged point is', () => {
    const marks = Object.fromEntries(
      ['steady', 'below', 'above', 'warns above', 'constant changed', 'learning'].map((name) => [
        name,
        judgedMark(name),
      ]),
    )
    expect(marks).toEqual({
      steady: { symbol: 'circle', symbolRotate: undefined, color: '#009e73' },
      below: { symbol: 'triangle', symbolRotate: 180, color: '#d55e00' },
      above: { symbol: 'triangle', symbolRotate: 0, color: '#d55e00' },
      'warns above': { symbol: 'triangle', symbolRotate: 0, color: '#b86e00' },
      'constant changed': { symbol: 'diamond', symbolRotate: undefined, color: '#d55e00' },
      learning: { symbol: 'circle', symbolRotate: undefined, color: '#ffffff' },
    })
  })

  it('writes the story, the subject, the verdict and the limits', () => {
    const texts = (optionOf('below').graphic ?? [])
      .map(({ style }) => (style as { text?: string }).text)
      .filter(Boolean)
    const lines = texts.flatMap((text) => String(text).split('\n'))
    expect(lines).toEqual(expect.arrayContaining(['10,000', '25,000', 'run 25', '#42']))
    expect(lines.filter((text) => !/^(\d\d,000|run \d+|#42)$/.test(String(text)))).toEqual([
      '▼',
      'row_count fell to 12,031: below 19,013, the lowest of 28 runs',
      'flights.arrivals.row_count · established · fails',
      ...['upper', '20,979', 'centre', '19,985', 'lower', '19,013'],
    ])
  })

  it('says why a crossed-out point does not count', () => {
    const chart = SAMPLES.steady
    if (chart === undefined) throw new Error('the sample is there')
    const marks = [{ at: 3, kind: 'exclude' as const, label: 'mia: source down' }]
    const { graphic } = chartOption({ ...chart, marks }, { theme: 'light', width: 860 }) as unknown as Option
    expect(graphic?.map(({ style }) => (style as { text?: string }).text)).toContain('mia: source down')
  })

  it('keeps a far value on the picture, with its number', () => {
    const scatter = optionOf('far off').series?.findLast(({ type }) => type === 'scatter')
    expect(scatter?.label).toMatchObject({ formatter: '9,000,000, off the scale' })
  })

  it('lays many charts out in two columns that fit', () => {
    const { width, height } = chartSize(all.length, 1000)
    const { grid } = chartOption(all, { theme: 'light', width: 1000 }) as unknown as Option
    expect(new Set(grid?.map(({ top }) => top)).size).toBe(Math.ceil(all.length / 2))
    for (const box of grid ?? []) {
      expect(Number(box.left) + Number(box.width)).toBeLessThan(width)
      expect(Number(box.top) + Number(box.height)).toBeLessThan(height)
      expect(Number(box.width)).toBeGreaterThan(200)
    }
  })

  it('counts a sheet up', () => {
    expect(headline(all)).toBe('11 measures: 5 fail, 1 warns, 3 as expected, 2 learning')
  })
})

describe('fitting', () => {
  it('shows the last label and every n-th before it', () => {
    const labels = Array.from({ length: 10 }, (_, i) => `run ${i}`)
    expect(fittingLabels(labels, 210, 11).filter(Boolean)).toEqual(['run 0', 'run 3', 'run 6', 'run 9'])
    expect(fittingLabels(labels, 2000, 11)).toEqual(labels)
    expect(fittingLabels([], 200, 11)).toEqual([])
  })

  it('moves texts apart and keeps them inside', () => {
    expect(spread([50, 51, 52], 14, 0, 100)).toEqual([50, 64, 78])
    expect(spread([99, 98, 97], 14, 0, 100)).toEqual([100, 86, 72])
    expect(spread([10, 90], 14, 0, 100)).toEqual([10, 90])
  })

  it('breaks and shortens to the width that there is', () => {
    const text = 'row_count fell to 12,031: below 19,013, the lowest of 28 runs'
    for (const width of [120, 240, 480]) {
      const lines = wrap(text, width, 14, true, 2)
      expect(lines.length).toBeLessThanOrEqual(2)
      for (const line of lines) expect(textWidth(line, 14, true)).toBeLessThanOrEqual(width)
    }
    expect(wrap(text, 2000, 14, true, 2)).toEqual([text])
    expect(shortenMiddle('a_long_recipe.a_long_node.row_count', 150, 11)).toMatch(/^a_.+….+_count$/)
  })
})

describe('scale', () => {
  test.each(Object.entries(SAMPLES))('%s: limits and near values lie on it', (_, chart) => {
    const scale = valueScale(chart, 4)
    expect(scale.max).toBeGreaterThan(scale.min)
    const limits = [chart.lcl, chart.ucl].filter((limit) => limit !== null)
    expect(limits.map((limit) => place(limit, scale).off)).toEqual(limits.map(() => null))
    const ticks = (scale.max - scale.min) / scale.interval
    expect(Math.abs(ticks - Math.round(ticks))).toBeLessThan(1e-6)
    expect(ticks).toBeLessThanOrEqual(8)
  })
})
