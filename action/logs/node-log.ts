import type { Line } from '../process/line-reader.ts'
import { keptText } from './kept-text.ts'
import type { Redactor } from './redactor.ts'

/** What a node prints, on its way to people: no secret passes, and what is kept of it is bounded. */
export interface NodeLog {
  /** Gives the line as it is shown; null when it is not. */
  print(line: Line): string | null
  /** A line of Galley's own about the node. */
  note(text: string): void
  /** What is kept; empty when nothing was printed. */
  text(): string
}

const addMask = /^\s*::add-mask::(.*)$/

export function nodeLog(redactor: Redactor, show: (line: string) => void): NodeLog {
  const kept = keptText()
  const pass = (line: string): string => {
    kept.add(line)
    show(line)
    return line
  }
  return {
    print({ text, dropped }) {
      const secret = addMask.exec(text)?.[1]
      if (secret !== undefined) {
        redactor.add(secret.trim())
        // The command itself says nothing to people, and its value may be too short to be masked.
        return null
      }
      if (dropped === 0) return pass(redactor.redact(text))
      return pass(`${redactor.redactCut(text)} ... (the line goes on for ${dropped} bytes, which are not kept)`)
    },
    note(text) {
      pass(redactor.redact(text))
    },
    text: () => kept.text(),
  }
}
