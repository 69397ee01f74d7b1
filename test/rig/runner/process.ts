import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** Milliseconds between the runner's signals when a run is cancelled: SIGINT, SIGTERM, SIGKILL of the tree. */
export interface CancelWaits {
  readonly interrupt: number
  readonly terminate: number
}

/** Those of GitHub's own runner. */
export const runnerWaits: CancelWaits = { interrupt: 7500, terminate: 2500 }

export interface Stop {
  /** Asks nicely first. */
  readonly cancel: AbortSignal
  /** Ends the tree at once. */
  readonly kill: AbortSignal
}

interface Child {
  readonly command: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly onLine: (line: string) => void
  readonly stop: Stop
  readonly waits: CancelWaits
}

/** What holds the pipes open after the process has gone is not waited for longer than this. */
const drainMs = 250

/** Runs a program in a process group of its own, with pipes. Answers its exit code; null when a signal ended it. */
export async function runProcess({ command, args, cwd, env, onLine, stop, waits }: Child): Promise<number | null> {
  if (stop.kill.aborted) return null
  const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  const timers = new Set<NodeJS.Timeout>()
  const killTree = (): void => signalGroup(child.pid, 'SIGKILL')
  const later = (ms: number, act: () => void): void => void timers.add(setTimeout(act, ms))
  const cancel = (): void => {
    child.kill('SIGINT')
    later(waits.interrupt, () => {
      child.kill('SIGTERM')
      later(waits.terminate, killTree)
    })
  }
  stop.kill.addEventListener('abort', killTree)
  stop.cancel.addEventListener('abort', cancel)
  if (stop.cancel.aborted) cancel()
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', onLine)
  try {
    return await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (code) => resolve(code))
      child.once('exit', (code) => later(drainMs, () => resolve(code)))
    })
  } finally {
    for (const timer of timers) clearTimeout(timer)
    stop.kill.removeEventListener('abort', killTree)
    stop.cancel.removeEventListener('abort', cancel)
    // The real runner ends orphans too, at the end of the job.
    killTree()
  }
}

function signalGroup(leader: number | undefined, signal: NodeJS.Signals): void {
  if (leader === undefined) return
  try {
    process.kill(-leader, signal)
  } catch (error) {
    // Nobody of the group is left.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
