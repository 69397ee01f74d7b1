const seconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }
const bytes: Readonly<Record<string, number>> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12, PB: 1e15 }

/** `10s`, `45m`, `6h`, `7d`, `2w` in seconds; the schema has made sure of the form. */
export function secondsOf(written: string): number {
  return Number(written.slice(0, -1)) * (seconds[written.slice(-1)] ?? Number.NaN)
}

/** `50GB` or a number of bytes, in bytes; units of ten, as the engines bill. */
export function bytesOf(written: string | number): number {
  if (typeof written === 'number') return written
  const [, amount, unit = 'B'] = /^([\d.]+)(\w+)$/.exec(written) ?? []
  return Math.round(Number(amount) * (bytes[unit] ?? Number.NaN))
}

/** `10%` as 10. */
export function percentOf(written: string): number {
  return Number(written.slice(0, -1))
}
