/**
 * A number as people read it: thousands separators, and as many decimals as `resolution` (the difference that matters,
 * usually a sigma) deserves: two significant digits of it. Without a resolution: six significant digits.
 */
export function formatNumber(value: number, resolution?: number): string {
  return format(value, decimals(value, resolution))
}

/** Two numbers with just enough decimals to be told apart: "12,031.04 is above 12,031" must not read "12,031 ... 12,031". */
export function formatApart(value: number, other: number, resolution?: number): [string, string] {
  for (let places = Math.max(decimals(value, resolution), decimals(other, resolution)); ; places++) {
    const pair: [string, string] = [format(value, places), format(other, places)]
    if (pair[0] !== pair[1] || places >= MOST_DECIMALS) return pair
  }
}

function decimals(value: number, resolution: number | undefined): number {
  const size = resolution !== undefined && resolution > 0 ? resolution : Math.abs(value) * 1e-4
  if (size === 0) return 0
  return Math.min(MOST_DECIMALS, Math.max(0, 1 - Math.floor(Math.log10(size))))
}

function format(value: number, places: number): string {
  const size = Math.abs(value)
  if (size >= 1e15 || (size > 0 && size < 1e-6)) return value.toPrecision(4)
  return value.toLocaleString('en-US', { maximumFractionDigits: places })
}

const MOST_DECIMALS = 12
