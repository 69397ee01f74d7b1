import { childWords } from '../../recipes-schema/report/children-words.ts'
import type { Drive } from './drive.ts'
import type { Child, Handle, Look, Orchestrator } from './orchestrator.ts'
import { OutsideFault } from './outside-fault.ts'

/** How much of what a run prints is passed on, in characters; the rest is where it was printed. */
const mostPrinted = 2_000_000

/** Tells what changes among a run's parts, passes on what they print, and gives whether anything has changed. */
export function tellChildren(
  tool: Orchestrator,
  run: Handle,
  drive: Drive,
): (look: Look, again?: boolean) => Promise<boolean> {
  const words = new Map<string, string>()
  const logs = new Map<string, { next: string | null; read: boolean }>()
  let printed = 0
  const pass = (child: Child, lines: readonly string[]): void => {
    for (const line of lines) {
      printed += line.length
      if (printed <= mostPrinted) drive.print(`${child.name}: ${line}`)
      else if (printed - line.length <= mostPrinted) drive.note(`It prints more than is shown here: see ${run.url}`)
    }
  }
  return async ({ children }, again = false) => {
    drive.children(children)
    let changed = false
    for (const child of children) {
      const now = `${child.word} ${child.tries}`
      const over = child.state !== 'running'
      if (words.get(child.name) !== now) {
        changed = true
        words.set(child.name, now)
        // What only waits needs no line.
        if (over || child.started !== null) drive.note(childWords(child))
      }
      if (child.log === null || printed > mostPrinted) continue
      const log = logs.get(`${child.name} ${child.log}`) ?? { next: null, read: false }
      logs.set(`${child.name} ${child.log}`, log)
      if (log.read && !again) continue
      const part = await readLog(tool, run, child, log.next, drive)
      if (part === null) continue
      pass(child, part.lines)
      log.next = part.next ?? log.next
      log.read = over
    }
    return changed
  }
}

/** A log that cannot be read now is no failure of the run. */
async function readLog(tool: Orchestrator, run: Handle, child: Child, from: string | null, { signal }: Drive) {
  try {
    return (await tool.readLog?.(run, child, from, signal)) ?? null
  } catch (error) {
    if (error instanceof OutsideFault) return null
    throw error
  }
}
