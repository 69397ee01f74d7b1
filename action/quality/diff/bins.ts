import type { Family } from './dialects/dialect.ts'

/** About how many bins a distribution has: enough to show a shape, few enough for one line of a terminal. */
const wanted = 16

const day = 86_400

/**
 * The edges of equal bins over the middle of what both sides hold, from the lowest 1 % to the highest 1 %; whole and
 * round numbers where they fit. Null when there is nothing to lay out. Ends beyond 2^53 and widths of nothing give null.
 */
export function binEdges(lowest: number, highest: number, family: Family): number[] | null {
  const span = highest - lowest
  if (!(span > 0) || !Number.isFinite(span)) return null
  const step = family === 'time' ? timeStep(span) : roundStep(span / wanted, family === 'integer')
  const start = Math.floor(lowest / step)
  const bins = Math.floor(highest / step) - start + 1
  if (!(bins >= 2 && bins <= 3 * wanted)) return null
  const edges = Array.from({ length: bins + 1 }, (_, index) => tidy((start + index) * step))
  return edges.every((edge, index) => index === 0 || edge > (edges[index - 1] ?? edge)) ? edges : null
}

/** 1, 2, 2.5 or 5 times a power of ten, not below the least step. */
function roundStep(least: number, whole: boolean): number {
  const power = 10 ** Math.floor(Math.log10(least))
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= least) ?? least
  return whole ? Math.max(1, Math.ceil(step)) : step
}

function timeStep(span: number): number {
  const least = span / wanted
  const steps = [1, 5, 15, 60, 300, 900, 3600, 3 * 3600, 6 * 3600, day]
  return steps.find((step) => step >= least) ?? Math.ceil(least / day) * day
}

/** 0.30000000000000004 is meant as 0.3. */
function tidy(value: number): number {
  return Number(value.toPrecision(12))
}

/** An edge as it is shown: of times the day, with the time of day where bins are shorter. */
export function edgeLabel(edge: number, family: Family, width: number): number | string {
  if (family !== 'time') return edge
  const moment = new Date(edge * 1000)
  if (Number.isNaN(moment.getTime())) return edge
  const iso = moment.toISOString()
  return width % day === 0 ? iso.slice(0, 10) : iso.slice(0, 19)
}
