import type { Drawing, DrawnPoint } from './types.ts'

/**
 * Two drawings of the same points on two scales, as one with the outer limits of both: where a short history does not
 * say whether values vary by amounts or by shares, either guess alone would cry wolf on one side.
 */
export function outer(plain: Drawing, other: Drawing, drawnFrom: number): Drawing {
  const points = plain.points.slice()
  for (const [i, point] of points.slice(drawnFrom).entries())
    points[drawnFrom + i] = outerPoint(point, other.points[drawnFrom + i] ?? point)
  return {
    ...plain,
    points,
    dependent: (plain.dependent ?? false) || (other.dependent ?? false),
  }
}

function outerPoint(point: DrawnPoint, other: DrawnPoint): DrawnPoint {
  const nearer = Math.abs(other.z ?? 0) < Math.abs(point.z ?? 0) ? other : point
  return {
    ...point,
    lcl: point.lcl === null || other.lcl === null ? null : Math.min(point.lcl, other.lcl),
    ucl: point.ucl === null || other.ucl === null ? null : Math.max(point.ucl, other.ucl),
    z: nearer.z,
  }
}
