import { readdirSync, readFileSync } from 'node:fs'

/** The environment variable by which a process is known for a descendant, whatever session or group it has gone to. */
export const markVariable = 'GALLEY_PROCESS'

/**
 * Signals every process whose environment bears one of these marks: also what has left its process group, by `setsid` or
 * as a daemon. Does nothing where the system does not show environments (there is no /proc), or not this process's.
 */
export function signalMarked(marks: ReadonlySet<string>, signal: NodeJS.Signals): void {
  if (marks.size === 0) return
  for (const name of processes()) {
    const mark = markOf(name)
    if (mark === null || !marks.has(mark)) continue
    try {
      process.kill(Number(name), signal)
    } catch {
      // It has ended meanwhile.
    }
  }
}

function processes(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
  } catch {
    return []
  }
}

function markOf(pid: string): string | null {
  try {
    const variables = readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0')
    return variables.find((one) => one.startsWith(`${markVariable}=`))?.slice(markVariable.length + 1) ?? null
  } catch {
    // Another user's, or gone.
    return null
  }
}
