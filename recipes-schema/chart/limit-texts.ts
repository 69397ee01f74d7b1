import { formatColumn } from './format-number.ts'
import { spread } from './labels.ts'
import type { Plot } from './panel.ts'
import { place, type ValueScale } from './scale.ts'
import { textWidth } from './text-fit.ts'
import { FONT } from './theme.ts'
import type { ControlChart } from './types.ts'

/** The current limits, written right of the plot at their heights; moved apart where the band is narrow. */
export function limitTexts({ chart, theme, scale, box }: Plot): object[] {
  const lines = limitLines(chart, scale)
  const height = (value: number) =>
    box.y + box.height * (1 - (place(value, scale).at - scale.min) / (scale.max - scale.min))
  const heights = spread(
    lines.map(({ value }) => height(value)),
    14,
    box.y,
    box.y + box.height,
  )
  const left = box.x + box.width + 12
  return lines.flatMap(({ name, written }, i) => [
    text(name, left, heights[i] ?? 0, theme.muted),
    text(written, left + NAME, heights[i] ?? 0, theme.text),
  ])
}

/** Pixels that the texts of `limitTexts` take. */
export function limitTextsWidth(chart: ControlChart, scale: ValueScale): number {
  return NAME + Math.max(0, ...limitLines(chart, scale).map(({ written }) => textWidth(written, SIZE)))
}

function limitLines(
  { lcl, center, ucl }: ControlChart,
  scale: ValueScale,
): { name: string; value: number; written: string }[] {
  if (lcl === null || center === null || ucl === null) return []
  const resolution = ucl > lcl ? (ucl - lcl) / 6 / scale.divisor : undefined
  const lines =
    ucl > lcl
      ? [
          { name: 'upper', value: ucl },
          { name: 'centre', value: center },
          { name: 'lower', value: lcl },
        ]
      : [{ name: 'always', value: center }]
  const column = formatColumn(
    lines.map(({ value }) => value / scale.divisor),
    resolution,
  )
  return lines.map((line, i) => ({ ...line, written: column[i] ?? '' }))
}

function text(content: string, x: number, y: number, fill: string): object {
  const style = { text: content, fill, fontFamily: FONT, fontSize: SIZE, verticalAlign: 'middle' }
  return { type: 'text', silent: true, x, y, style }
}

const SIZE = 11
/** Width of the column of names. */
const NAME = 44
