import { keptText } from '../logs/kept-text.ts'
import type { ProgressView } from './live.ts'
import { progressLine } from './report-text.ts'

/** What a CI's log can do: groups that open and close, and nothing within one another. */
export interface GroupedLog {
  open(title: string): void
  line(text: string): void
  close(): void
}

/**
 * What nodes print, each in a group of its own, although they run side by side: one node's lines are streamed, those of
 * the others are kept (bounded) until it is their turn.
 */
export function groupedView(log: GroupedLog, colour: boolean): ProgressView {
  let open: string | null = null
  const waiting = new Map<string, ReturnType<typeof keptText>>()
  const ended = new Map<string, string>()

  const close = (name: string, last: string): void => {
    log.close()
    log.line(last)
    ended.delete(name)
    open = null
  }
  /** The turn of the next: those that have ended first, then one that still runs and has printed. */
  const next = (): void => {
    while (open === null) {
      const name = [...waiting.keys()].find((one) => ended.has(one)) ?? [...waiting.keys()][0]
      if (name === undefined) return
      const text = waiting.get(name)?.text() ?? ''
      const last = ended.get(name)
      waiting.delete(name)
      if (text === '' && last !== undefined) {
        ended.delete(name)
        log.line(last)
        continue
      }
      log.open(name)
      log.line(text)
      open = name
      if (last !== undefined) close(name, last)
    }
  }
  const onFinished = (name: string, line: string): void => {
    if (open === name) close(name, line)
    else if (waiting.has(name)) ended.set(name, line)
    // What printed nothing has no group, and its line must not stand in another's.
    else if (open === null) log.line(line)
    else {
      waiting.set(name, keptText())
      ended.set(name, line)
    }
    next()
  }
  const onLog = (name: string, line: string): void => {
    if (open === null) {
      log.open(name)
      open = name
    }
    if (open === name) log.line(line)
    else {
      const kept = waiting.get(name) ?? keptText()
      kept.add(line)
      waiting.set(name, kept)
    }
  }
  const onEnded = (): void => {
    if (open !== null) log.close()
    open = null
    for (const name of waiting.keys()) if (!ended.has(name)) ended.set(name, '')
    next()
  }
  return (progress) => {
    const line = progressLine(progress, colour)
    if (progress.type === 'ended') onEnded()
    else if (progress.type === 'log') onLog(`${progress.recipe}.${progress.node}`, progress.line)
    else if (progress.type === 'node_finished') onFinished(`${progress.recipe}.${progress.node}`, line ?? '')
    else if (line !== null && open === null) log.line(line)
  }
}
