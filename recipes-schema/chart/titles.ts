import type { Card } from './layout.ts'
import { shortenMiddle, textWidth, wrap } from './text-fit.ts'
import { FONT, type Theme } from './theme.ts'
import type { ControlChart } from './types.ts'

/** The card's texts: a mark and the story in at most two lines, below it the subject and how mature its chart is. */
export function titles(chart: ControlChart, card: Card, theme: Theme): object[] {
  const { mark, color, word } = verdictMark(chart, theme)
  const left = card.x + PAD
  const top = card.y + PAD - 2
  const lines = storyLines(chart, card)
  const maturity = ` · ${chart.state}${word}`
  const room = card.width - 2 * PAD - MARK - textWidth(maturity, SMALL)
  const subject = shortenMiddle(chart.subject, room, SMALL)
  return [
    text(mark, left, top - 1, { fill: color, fontSize: STORY + 2, fontWeight: 'bold' }),
    ...lines.map((line, i) =>
      text(line, left + MARK, top + i * LINE, { fill: theme.text, fontSize: STORY, fontWeight: 'bold' }),
    ),
    text(`${subject}${maturity}`, left + MARK, top + lines.length * LINE + 3, { fill: theme.muted, fontSize: SMALL }),
  ]
}

/** Pixels from the card's top to below its texts. */
export function titlesHeight(chart: ControlChart, card: Card): number {
  const lines = card.alone ? storyLines(chart, card).length : 2
  return PAD + lines * LINE + 3 + SMALL + 4
}

function storyLines(chart: ControlChart, card: Card): string[] {
  return wrap(chart.title, card.width - 2 * PAD - MARK, STORY, true, 2)
}

/** Verdict by shape, colour and word, so that none of them is needed alone. */
export function verdictMark(chart: ControlChart, theme: Theme): { mark: string; color: string; word: string } {
  const value = chart.points.findLast(({ judged }) => judged)?.value ?? null
  if (chart.ucl === null || value === null) return { mark: '○', color: theme.muted, word: '' }
  if (chart.signal === null) return { mark: '●', color: theme.good, word: '' }
  const fails = chart.signal.severity === 'fail'
  const color = fails ? theme.fail : theme.warn
  const below = chart.center !== null && value < chart.center
  const mark = chart.signal.rule !== 'beyond_3s' ? '◆' : below ? '▼' : '▲'
  return { mark, color, word: fails ? ' · fails' : ' · warns' }
}

function text(content: string, x: number, y: number, style: object): object {
  return {
    type: 'text',
    silent: true,
    x,
    y,
    style: { text: content, fontFamily: FONT, verticalAlign: 'top', ...style },
  }
}

const PAD = 16
const MARK = 20
const LINE = 18
const STORY = 14
const SMALL = 11
