/** Pixels. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** One chart's place. */
export interface Card extends Box {
  /** False in a sheet, where all cards give their titles the same room so that plots line up. */
  readonly alone: boolean
}

/** Where everything in a picture goes. */
export interface Layout {
  readonly width: number
  readonly height: number
  /** One card a chart. */
  readonly cards: readonly Card[]
  /** Height of the line above the cards that sums a sheet up; 0 for a single chart. */
  readonly header: number
}

/** One chart fills the width; several stand in two columns (in one where the picture is narrow). */
export function layout(count: number, width: number): Layout {
  if (count === 1) {
    const card = { x: 0, y: 0, width, height: ONE_HEIGHT, alone: true }
    return { width, height: ONE_HEIGHT, cards: [card], header: 0 }
  }
  const columns = width >= TWO_COLUMNS_FROM ? 2 : 1
  const cardWidth = (width - GAP * (columns + 1)) / columns
  const cards = Array.from({ length: count }, (_, i): Card => {
    const [column, row] = [i % columns, Math.floor(i / columns)]
    return {
      x: GAP + column * (cardWidth + GAP),
      y: HEADER + row * (CARD_HEIGHT + GAP),
      width: cardWidth,
      height: CARD_HEIGHT,
      alone: false,
    }
  })
  return { width, height: HEADER + Math.ceil(count / columns) * (CARD_HEIGHT + GAP), cards, header: HEADER }
}

/** The size of the picture that `chartOption` lays out for so many charts. */
export function chartSize(count: number, width: number): { width: number; height: number } {
  const { height } = layout(count, width)
  return { width, height }
}

const ONE_HEIGHT = 340
const CARD_HEIGHT = 262
const TWO_COLUMNS_FROM = 720
const GAP = 14
const HEADER = 46
