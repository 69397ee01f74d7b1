/** GitHub refuses a summary or a text above 65,535 bytes; a little is left for what the caller puts around. */
export const textLimit = 65_000

/** A piece of a text: always there, or rows of which as many are shown as there is room for. */
export type Piece =
  | string
  | {
      /** What stands above the rows, e.g. a table's head. */
      readonly head: string
      readonly rows: readonly string[]
      /** What stands below them, e.g. the end of a folded part. */
      readonly tail?: string
      /** The words for rows that had no room. */
      readonly more: (left: number) => string
    }

/**
 * Puts a text together within `limit` UTF-8 bytes. It is cut at whole rows only, and says what it left out. Fixed pieces
 * come first in the calculation, so that an ending is never lost to a long table.
 */
export function assemble(pieces: readonly Piece[], limit = textLimit): string {
  const present = pieces.filter((piece) => piece !== '' && (typeof piece === 'string' || piece.rows.length > 0))
  let room = limit - present.reduce((sum, piece) => sum + fixedBytes(piece), 0)
  const parts = present.map((piece) => {
    if (typeof piece === 'string') return piece
    const shown: string[] = []
    for (const line of piece.rows) {
      const size = bytes(line) + 1
      if (size > room) break
      room -= size
      shown.push(line)
    }
    const left = piece.rows.length - shown.length
    return [
      piece.head,
      ...shown,
      ...(left > 0 ? ['', piece.more(left)] : []),
      ...(piece.tail ? ['', piece.tail] : []),
    ].join('\n')
  })
  return cut(parts.join('\n\n'), limit)
}

/** The last resort for a fixed piece that is too long by itself: cut at a whole line. */
function cut(text: string, limit: number): string {
  if (bytes(text) <= limit) return text
  const end = '\n\n… cut here, because GitHub takes no more.'
  const kept = Buffer.from(text, 'utf8')
    .subarray(0, limit - bytes(end))
    .toString('utf8')
  return `${kept.slice(0, Math.max(0, kept.lastIndexOf('\n')))}${end}`
}

function fixedBytes(piece: Piece): number {
  if (typeof piece === 'string') return bytes(piece) + 2
  return bytes(piece.head) + bytes(piece.tail ?? '') + bytes(piece.more(piece.rows.length)) + 8
}

function bytes(text: string): number {
  return Buffer.byteLength(text, 'utf8')
}
