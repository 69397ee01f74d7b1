/** A line of a program's output. `dropped`: how many bytes of it were not kept, because it was too long. */
export interface Line {
  readonly text: string
  readonly dropped: number
}

export interface LineReader {
  push(chunk: Uint8Array): void
  /** The end of the output: what stands there without a line break is a line as well. */
  end(): void
}

/** How many bytes of one line are kept. */
export const longestLine = 64 * 1024
const [lineFeed, carriageReturn] = [10, 13]

/**
 * Cuts output into lines. It holds no more than one line's kept bytes, however long the line is; a carriage return ends a
 * line too, as progress bars use it.
 */
export function lineReader(onLine: (line: Line) => void, limit = longestLine): LineReader {
  const decoder = new TextDecoder('utf-8')
  let kept: Uint8Array[] = []
  let size = 0
  let dropped = 0
  let begun = false
  let afterReturn = false

  const take = (part: Uint8Array): void => {
    if (part.length === 0) return
    begun = true
    const room = limit - size
    // A copy: what is kept of a chunk must not keep the rest of it.
    if (room > 0) kept.push(part.slice(0, room))
    size += Math.min(room, part.length)
    dropped += Math.max(0, part.length - room)
  }
  const emit = (): void => {
    const text = decoder.decode(kept.length === 1 ? kept[0] : Buffer.concat(kept))
    const line = { text: dropped > 0 ? text.replace(/\ufffd$/, '') : text, dropped }
    kept = []
    size = 0
    dropped = 0
    begun = false
    onLine(line)
  }
  return {
    push(chunk) {
      let at = 0
      if (afterReturn && chunk.length > 0) {
        if (chunk[0] === lineFeed) at = 1
        afterReturn = false
      }
      while (at < chunk.length) {
        const end = breakIn(chunk, at)
        take(chunk.subarray(at, end === -1 ? undefined : end))
        if (end === -1) break
        emit()
        at = end + 1
        if (chunk[end] !== carriageReturn) continue
        if (at === chunk.length) afterReturn = true
        else if (chunk[at] === lineFeed) at++
      }
    },
    end() {
      if (begun) emit()
    },
  }
}

function breakIn(chunk: Uint8Array, from: number): number {
  const feed = chunk.indexOf(lineFeed, from)
  const within = feed === -1 ? chunk.subarray(from) : chunk.subarray(from, feed)
  const back = within.indexOf(carriageReturn)
  return back === -1 ? feed : from + back
}
