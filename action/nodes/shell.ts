import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

export interface Ended {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  /** Why it could not be started; null when it was. */
  readonly fault: string | null
}

/** How long what was asked to end may take to clean up, in milliseconds; then it is killed. */
const grace = 1500
/** How long output may still arrive after the end: a daemon may hold the pipe for ever. */
const drain = 200

/**
 * Runs a shell command in a process group of its own and resolves when the command itself has ended, whoever still holds
 * its pipes. When the signal aborts, and in any case at the end, the whole group is ended.
 */
export async function runShell(
  command: string,
  options: { cwd: string; env: Record<string, string>; signal: AbortSignal; onLine: (line: string) => void },
): Promise<Ended> {
  const { cwd, env, signal, onLine } = options
  const child = spawn('sh', ['-e', '-c', command], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  const readers = [child.stdout, child.stderr].map((stream) => createInterface({ input: stream }).on('line', onLine))
  const read = Promise.all(readers.map((reader) => new Promise((resolve) => reader.once('close', resolve))))
  let killing: NodeJS.Timeout | undefined
  const end = (): void => {
    signalGroup(child, 'SIGTERM')
    killing ??= setTimeout(() => signalGroup(child, 'SIGKILL'), grace)
  }
  signal.addEventListener('abort', end, { once: true })
  if (signal.aborted) end()
  const ended = await new Promise<Ended>((resolve) => {
    child.once('error', (error) => resolve({ exitCode: null, signal: null, fault: error.message }))
    child.once('exit', (exitCode, by) => resolve({ exitCode, signal: by, fault: null }))
  })
  signal.removeEventListener('abort', end)
  clearTimeout(killing)
  // What the command left behind in its group ends with it.
  signalGroup(child, 'SIGKILL')
  await Promise.race([read, new Promise((resolve) => setTimeout(resolve, drain))])
  for (const stream of [child.stdout, child.stderr]) stream.destroy()
  return ended
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, signal)
  } catch {
    // The group is gone already.
  }
}
