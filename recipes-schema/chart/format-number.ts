/**
 * A number as people read it: thousands separators, and as many decimals as `resolution` (the difference that matters,
 * usually a sigma) deserves: two significant digits of it; billions as such where the resolution allows. Without a
 * resolution: six significant digits, and every digit of a whole number.
 */
export function formatNumber(value: number, resolution?: number): string {
  return format(value, decimals(value, resolution), unitOf(Math.abs(value), resolution))
}

/** Two numbers with just enough decimals to be told apart: "12,031.04 is above 12,031" must not read "12,031 ... 12,031". */
export function formatApart(value: number, other: number, resolution?: number): [string, string] {
  const unit = unitOf(Math.max(Math.abs(value), Math.abs(other)), resolution)
  for (let places = Math.max(decimals(value, resolution), decimals(other, resolution)); ; places++) {
    const pair: [string, string] = [format(value, places, unit), format(other, places, unit)]
    if (pair[0] !== pair[1] || value === other || places >= MOST_DECIMALS) return pair
  }
}

/** Numbers of one kind, with the same number of decimals, as a column shows them. */
export function formatColumn(values: readonly number[], resolution?: number): string[] {
  const most = values.map((value) => formatNumber(value, resolution).split('.')[1]?.length ?? 0)
  const places = Math.min(MOST_DECIMALS, Math.max(0, ...most))
  return values.map((value) => {
    const written = formatNumber(value, resolution)
    if (!/^-?[\d,]+(\.\d+)?$/.test(written)) return written
    return formatter(places, places).format(value)
  })
}

/** Decimals that are worth writing; negative ones stand for digits before the point that mean nothing. */
function decimals(value: number, resolution: number | undefined): number {
  const size = resolution !== undefined && resolution > 0 ? resolution : Math.abs(value) * 1e-4
  if (size === 0) return 0
  return Math.min(MOST_DECIMALS, 1 - Math.floor(Math.log10(size)))
}

interface Unit {
  readonly size: number
  readonly exponent: number
  readonly name: string
}

function unitOf(size: number, resolution: number | undefined): Unit | undefined {
  return UNITS.find((unit) => size >= unit.size && resolution !== undefined && resolution >= unit.size / 1e3)
}

function format(value: number, places: number, unit: Unit | undefined): string {
  const size = Math.abs(value)
  if (unit !== undefined) return `${format(value / unit.size, places + unit.exponent, undefined)} ${unit.name}`
  if (size >= 1e15 || (size > 0 && size < 1e-6)) return value.toPrecision(4)
  return formatter(0, Math.min(MOST_DECIMALS, Math.max(0, places))).format(value)
}

/** Made once for each number of decimals: making one costs as much as a hundred numbers. */
function formatter(least: number, most: number): Intl.NumberFormat {
  const key = 100 * least + most
  const known = formatters.get(key)
  if (known !== undefined) return known
  const made = new Intl.NumberFormat('en-US', { minimumFractionDigits: least, maximumFractionDigits: most })
  formatters.set(key, made)
  return made
}

const formatters = new Map<number, Intl.NumberFormat>()

const MOST_DECIMALS = 12

const UNITS: readonly Unit[] = [
  { size: 1e12, exponent: 12, name: 'trillion' },
  { size: 1e9, exponent: 9, name: 'billion' },
]
