import type { NodeChild } from '../../recipes-schema/report/types.ts'
import type { NodeContext } from '../nodes/node.ts'
import type { Line } from '../process/line-reader.ts'
import { type Ended, runProcess } from '../process/run-process.ts'
import { dbtEvent } from './events.ts'

export interface DbtRun {
  readonly ended: Ended
  /** The last of its errors, in its own words. */
  readonly errors: readonly string[]
  readonly live: ReadonlyMap<string, NodeChild>
}

/** One process; its nodes are told as they go, and what it says at the level of a person's interest is printed. */
export async function runDbtProcess(
  argv: [string, ...string[]],
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
  { signal, print, children }: Pick<NodeContext, 'signal' | 'print' | 'children'>,
): Promise<DbtRun> {
  const live = new Map<string, NodeChild>()
  const errors: string[] = []
  const onLine = ({ text, dropped }: Line): void => {
    const event = dbtEvent(text)
    if (event === null) {
      // A line that was cut is an event of which nothing is known; what is no event is a plugin's or Python's.
      if (dropped === 0 && text.trim() !== '') print({ text, dropped })
      return
    }
    const { level, message, child } = event
    if (child !== null) {
      live.set(child.name, child)
      children([...live.values()])
    }
    if (level === 'debug' || message.trim() === '') return
    for (const line of message.split('\n')) {
      const shown = print({ text: line, dropped: 0 })
      if (level === 'error' && shown !== null && shown.trim() !== '') errors.push(shown.trim().slice(0, 500))
    }
  }
  const ended = await runProcess(argv, { cwd, env, signal, onLine })
  signal.throwIfAborted()
  return { ended, errors: errors.slice(-3), live }
}
