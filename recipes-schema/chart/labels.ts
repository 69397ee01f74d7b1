import { textWidth } from './text-fit.ts'

/**
 * The labels of the time axis that fit side by side: always the last one, then every n-th backwards; the others are
 * empty. The result has one entry a point.
 */
export function fittingLabels(labels: readonly string[], width: number, size: number): string[] {
  const widest = labels.reduce((most, label) => Math.max(most, textWidth(label, size)), 0) + GAP
  const room = Math.max(1, Math.floor(width / widest))
  const step = Math.max(1, Math.ceil(labels.length / room))
  return labels.map((label, i) => ((labels.length - 1 - i) % step === 0 ? label : ''))
}

/** Heights for texts that want to stand at `wanted`, at least `gap` apart and within [top, bottom], order kept. */
export function spread(wanted: readonly number[], gap: number, top: number, bottom: number): number[] {
  const order = wanted.map((_, i) => i).toSorted((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0))
  const placed: number[] = []
  let least = top
  order.forEach((i) => {
    const at = Math.max(least, wanted[i] ?? 0)
    placed[i] = at
    least = at + gap
  })
  let most = bottom
  order.toReversed().forEach((i) => {
    const at = Math.min(most, placed[i] ?? 0)
    placed[i] = at
    most = at - gap
  })
  return placed
}

const GAP = 18
