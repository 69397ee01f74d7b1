import type { Place } from '../text/diagnostic.ts'
import { placeAt, type SourceText, startOf } from '../text/source.ts'
import { scalarOffsets } from './scalar-offsets.ts'

export type KeyPath = readonly (string | number)[]

/** A YAML file as written, with the place of everything in it. */
export interface WrittenFile {
  readonly source: SourceText
  readonly value: unknown
  /** The place of the value at a path, or of the nearest thing above it that exists. */
  placeOf(path: KeyPath): Place
  /** The place of a key within the map at a path. */
  keyPlace(path: KeyPath, key: string): Place
  /** The place of a stretch of the text that the scalar at a path stands for, however it is quoted or folded. */
  placeIn(path: KeyPath, start: number, end: number): Place
  /** Where in the scalar's text each line of the file begins, however it is folded; null when that cannot be told. */
  linesOf(path: KeyPath): readonly LineStart[] | null
}

/** From this place in a text on, what is in it stands in this line of a file. */
export interface LineStart {
  readonly offset: number
  /** From 1. */
  readonly line: number
}

/** Something in a YAML file: where it stands, and for a text how it is written. */
export interface Spot {
  readonly start: number
  readonly end: number
  readonly scalar: { readonly type: Parameters<typeof scalarOffsets>[2]; readonly text: string } | null
}

/** Finds things in a YAML file by their paths. */
export interface Spots {
  /** What stands at a path; null when nothing does. */
  at(path: KeyPath): Spot | null
  /** What stands at a path, or the nearest thing above it that exists. */
  nearest(path: KeyPath): Spot | null
  /** A key within the map at a path; the map where there is no such key. */
  key(path: KeyPath, key: string): Spot | null
}

export function writtenFile(source: SourceText, spots: Spots, value: unknown): WrittenFile {
  const place = (spot: Spot | null): Place => placeOfSpot(source, spot)
  const offsetsOf = (spot: Spot | null): Uint32Array | null =>
    spot === null || spot.scalar === null
      ? null
      : scalarOffsets(source.text, [spot.start, spot.end], spot.scalar.type, spot.scalar.text)
  return {
    source,
    value,
    placeOf: (path) => place(spots.nearest(path)),
    keyPlace: (path, key) => place(spots.key(path, key)),
    placeIn(path, start, end) {
      const offsets = offsetsOf(spots.at(path))
      const last = offsets === null ? 0 : offsets.length - 1
      if (offsets === null || start > last) return place(spots.nearest(path))
      const from = offsets[start] ?? 0
      // The end of the last unit, not the start of the one behind it, which may stand on another line.
      const to = end > start ? (offsets[Math.min(end, last) - 1] ?? from) + 1 : from
      return placeAt(source, from, Math.max(to, from + 1))
    },
    linesOf(path) {
      const spot = spots.at(path)
      const offsets = offsetsOf(spot)
      const text = spot?.scalar?.text
      if (offsets === null || text === undefined) return null
      const lines: LineStart[] = []
      let line = 0
      for (let offset = 0; offset <= text.length; offset++) {
        const at = offsets[offset] ?? 0
        const before = line
        while (line < source.lineStarts.length && (source.lineStarts[line] ?? 0) <= at) line++
        if (line !== before) lines.push({ offset, line })
      }
      return lines
    },
  }
}

export function placeOfSpot(source: SourceText, spot: Pick<Spot, 'start' | 'end'> | null): Place {
  return spot === null
    ? startOf(source.file)
    : placeAt(source, spot.start, trimmedEnd(source.text, spot.start, spot.end))
}

/** A block's range runs to the start of what follows; the place ends where its text does. */
function trimmedEnd(text: string, start: number, end: number): number {
  let trimmed = end
  while (trimmed > start && /\s/.test(text[trimmed - 1] ?? '')) trimmed--
  return trimmed
}
