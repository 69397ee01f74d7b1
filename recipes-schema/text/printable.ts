const esc = '\u001b'

/**
 * A text as a terminal may be given it: line breaks, tabs and colours stay, other commands to the terminal are shown. What
 * Galley prints holds people's words and data, which must not move the cursor, rename a window or fill a clipboard.
 */
export function printable(text: string): string {
  return text.replace(/(?![\t\n\r])\p{Cc}/gu, (one, at: number) =>
    one === esc && /^\[[\d;]*m/.test(text.slice(at + 1, at + 20))
      ? one
      : `\\x${one.charCodeAt(0).toString(16).padStart(2, '0')}`,
  )
}

/** A text as one line, without control characters. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\s]+/gu, ' ').trim()
}
