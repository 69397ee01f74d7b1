import type { Progress } from '../run/progress.ts'
import { paint, progressLine } from './report-text.ts'

/** Shows how an order goes on. */
export type ProgressView = (progress: Progress) => void

/** How often the running nodes' seconds are drawn anew, in milliseconds. */
const pause = 200
/** How wide a terminal is taken to be that does not say it. */
const unknownColumns = 80
/** How many running nodes are named. */
const most = 8

/** Plain lines, for files, pipes and terminals that are not to be drawn on. */
export function plainView(line: (text: string) => void, colour: boolean): ProgressView {
  return (progress) => {
    const text = progressLine(progress, colour)
    if (text !== null) line(text)
  }
}

/** The same lines on a terminal, and below them what runs at this moment, drawn anew in place. */
export function liveView(terminal: Terminal, colour: boolean): ProgressView {
  const tint = paint(colour)
  const running = new Map<string, number>()
  let [total, done, drawn] = [0, 0, 0]
  const clear = (): void => {
    // To the beginning of the block, and everything from there on away.
    if (drawn > 0) terminal.write(`\u001b[${drawn}A\u001b[J`)
    drawn = 0
  }
  const draw = (): void => {
    clear()
    if (running.size === 0) return
    const now = performance.now()
    const lines = [...running]
      .slice(0, most)
      .map(([name, since]) => `  ${tint('bold', '>')} ${name}  ${seconds(now - since)}`)
    if (running.size > most) lines.push(`    and ${running.size - most} more`)
    lines.push(tint('dim', `  ${done} of ${total} nodes`))
    for (const line of lines) terminal.write(`${cut(line, terminal.columns() || unknownColumns)}\n`)
    drawn = lines.length
  }
  const note = (progress: Exclude<Progress, { type: 'started' | 'ended' }>): void => {
    const name = `${progress.recipe}.${progress.node}`
    if (progress.type === 'node_started') running.set(name, performance.now())
    if (progress.type !== 'node_finished') return
    running.delete(name)
    done++
  }
  const timer = setInterval(draw, pause)
  timer.unref()
  return (progress) => {
    clear()
    if (progress.type === 'ended') return clearInterval(timer)
    if (progress.type === 'started') total = progress.total
    else note(progress)
    const text = progressLine(progress, colour)
    if (text !== null) terminal.write(`${text}\n`)
    draw()
  }
}

/** What a view draws on. */
export interface Terminal {
  readonly write: (text: string) => void
  readonly columns: () => number
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`
}

/** A line that is too long would take two of the terminal's, and the next drawing would begin in the wrong one. */
function cut(line: string, columns: number): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours take no room
  const shown = line.replaceAll(/\u001b\[[0-9;]*m/g, '')
  return shown.length < columns ? line : `${shown.slice(0, Math.max(1, columns - 2))}…`
}
