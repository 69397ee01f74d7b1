import type { Reply } from './client.ts'
import type { LogPart } from './orchestrator.ts'

/**
 * The lines of a log that come after those that were read before (`from` is how many): tools give it from its beginning.
 * Of a log that is longer than anybody reads, the rest is not fetched.
 */
export function linesAfter(
  { body, cut }: Reply,
  from: string | null,
  read: (line: string) => readonly string[],
): LogPart {
  const whole = body.split(/\r?\n/)
  // The last one is empty, or not finished yet.
  if (cut || whole.at(-1) === '') whole.pop()
  const known = from === null ? 0 : Number(from)
  const lines = whole.slice(known).flatMap(read)
  if (cut && known < whole.length) lines.push('... (the log goes on; see it there)')
  return { lines, next: String(Math.max(known, whole.length)) }
}
