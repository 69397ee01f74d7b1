/** How many characters of a node's output are kept of its beginning and of its end. */
const most = { head: 64 * 1024, tail: 192 * 1024 } as const

/** What is kept of lines that may be very many: their beginning and their end. */
export interface KeptText {
  add(line: string): void
  /** Empty when there was no line. */
  text(): string
}

export function keptText(limits: { readonly head: number; readonly tail: number } = most): KeptText {
  const head: string[] = []
  let tail: string[] = []
  /** The tail begins here; what stands before is gone. Moving the mark is cheaper than moving the lines. */
  let first = 0
  const size = { head: 0, tail: 0 }
  const omitted = { lines: 0, characters: 0 }
  return {
    add(line) {
      const length = line.length + 1
      if (tail.length === first && omitted.lines === 0 && size.head + length <= limits.head) {
        head.push(line)
        size.head += length
        return
      }
      tail.push(line)
      size.tail += length
      while (size.tail > limits.tail && first < tail.length - 1) {
        const gone = (tail[first]?.length ?? 0) + 1
        tail[first++] = ''
        size.tail -= gone
        omitted.lines++
        omitted.characters += gone
      }
      if (first > 1000 && first > tail.length / 2) {
        tail = tail.slice(first)
        first = 0
      }
    },
    text() {
      const gap =
        omitted.lines === 0 ? [] : [`... ${omitted.lines} lines (${omitted.characters} characters) are not kept ...`]
      return [...head, ...gap, ...tail.slice(first)].join('\n')
    },
  }
}
