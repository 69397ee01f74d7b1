import type { Plot } from './panel.ts'
import { place } from './scale.ts'

/** Where the i-th point stands; i - 0.5 is halfway from the one before. */
export function pixelX({ chart, box }: Plot, i: number): number {
  return rounded(box.x + (box.width * (i + 0.5)) / chart.points.length)
}

/** Where a value is drawn: at the plot's edge when it lies off the scale. */
export function pixelY({ scale, box }: Plot, value: number): number {
  return rounded(box.y + box.height * (1 - (place(value, scale).at - scale.min) / (scale.max - scale.min)))
}

/** A straight line from one place to another, before the axes and behind the points. */
export function line([x1, y1, x2, y2]: readonly [number, number, number, number], style: object): object {
  return { type: 'line', z: 1, silent: true, shape: { x1, y1, x2, y2, subPixelOptimize: true }, style }
}

/** To a hundredth of a pixel, which nobody sees. */
function rounded(pixels: number): number {
  return Math.round(pixels * 100) / 100
}

/** A line of level and upright pieces through these corners, sharp on the pixels' grid. */
export function stairs(corners: readonly (readonly [x: number, y: number])[], style: object): object {
  const points = corners.map((corner) => corner.map(sharp))
  return { type: 'polyline', z: 1, silent: true, shape: { points }, style }
}

/** The nearest place where a line one pixel wide covers one row of pixels. */
function sharp(at: number): number {
  return Math.round(at - 0.5) + 0.5
}
