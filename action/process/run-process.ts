import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { markVariable, signalMarked } from './escaped.ts'
import { type Line, lineReader } from './line-reader.ts'

export interface Ended {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  /** Why it could not be started; null when it was. */
  readonly fault: string | null
}

export interface ProcessOptions {
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly signal: AbortSignal
  readonly onLine: (line: Line) => void
}

/** How long what was asked to end may take to clean up, in milliseconds; then it is killed. */
const grace = 1500
/** How long output may still arrive after the end: a daemon may hold the pipe for ever. */
const drain = 200

/**
 * Runs a program in a process group of its own and resolves when the program itself has ended, whoever still holds its
 * pipes. When the signal aborts the whole group, and whatever has left it, is asked to end and, if it does not, killed;
 * what the group left behind is killed in any case.
 */
export async function runProcess(argv: readonly [string, ...string[]], options: ProcessOptions): Promise<Ended> {
  const { cwd, env, signal, onLine } = options
  if (signal.aborted) return { exitCode: null, signal: 'SIGTERM', fault: null }
  const [file, ...args] = argv
  const mark = randomBytes(12).toString('hex')
  const child = spawn(file, args, {
    cwd,
    env: { ...env, [markVariable]: mark },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  if (child.pid !== undefined) running.set(child.pid, mark)
  const read = Promise.all([child.stdout, child.stderr].map((stream) => readLines(stream, onLine)))
  let killing: NodeJS.Timeout | undefined
  const end = (): void => {
    signalAll(child, mark, 'SIGTERM')
    killing ??= setTimeout(() => signalAll(child, mark, 'SIGKILL'), grace)
  }
  signal.addEventListener('abort', end, { once: true })
  const ended = await new Promise<Ended>((resolve) => {
    child.once('error', (error) => resolve({ exitCode: null, signal: null, fault: error.message }))
    child.once('exit', (exitCode, by) => resolve({ exitCode, signal: by, fault: null }))
  })
  signal.removeEventListener('abort', end)
  clearTimeout(killing)
  // A daemon that a command means to leave behind stays, unless all of it was to end.
  if (signal.aborted) signalAll(child, mark, 'SIGKILL')
  else signalGroup(child, 'SIGKILL')
  if (child.pid !== undefined) running.delete(child.pid)
  const late = setTimeout(() => {
    for (const stream of [child.stdout, child.stderr]) stream.destroy()
  }, drain)
  await read
  clearTimeout(late)
  return ended
}

/** Runs a shell command; `-e`, so that the first failing line fails it. */
export function runShell(command: string, options: ProcessOptions): Promise<Ended> {
  return runProcess(['sh', '-e', '-c', command], options)
}

function readLines(stream: NodeJS.ReadableStream, onLine: (line: Line) => void): Promise<void> {
  const lines = lineReader(onLine)
  stream.on('data', (chunk: Buffer) => lines.push(chunk))
  return new Promise((resolve) =>
    stream.once('close', () => {
      lines.end()
      resolve()
    }),
  )
}

/** The groups that this process has started and that have not ended, with their marks. */
const running = new Map<number, string>()

/** Kills everything that was started and has not ended, at once: for a process that is about to end itself. */
export function killAll(): void {
  for (const pid of running.keys()) signalGroup({ pid }, 'SIGKILL')
  signalMarked(new Set(running.values()), 'SIGKILL')
}

function signalAll(child: ChildProcess, mark: string, signal: NodeJS.Signals): void {
  signalGroup(child, signal)
  signalMarked(new Set([mark]), signal)
}

function signalGroup({ pid }: Pick<ChildProcess, 'pid'>, signal: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, signal)
  } catch {
    // The group is gone already.
  }
}
