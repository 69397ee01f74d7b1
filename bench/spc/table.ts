/** One line of the table: what was tried, what it should give, what it gave. */
export interface Line {
  readonly what: string
  readonly goal: string
  readonly found: string
  /** Null for a figure that belongs beside the goals and has none. */
  readonly met: boolean | null
}

export function printed(lines: readonly Line[]): string {
  const width = (of: (line: Line) => string) => Math.max(...lines.map((line) => of(line).length))
  const [what, goal, found] = [width((line) => line.what), width((line) => line.goal), width((line) => line.found)]
  return lines
    .map(
      (line) =>
        `${line.what.padEnd(what)}  ${line.goal.padEnd(goal)}  ${line.found.padEnd(found)}  ${line.met === null ? '' : line.met ? 'met' : 'MISSED'}`,
    )
    .join('\n')
}
