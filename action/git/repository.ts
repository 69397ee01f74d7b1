import { spawn } from 'node:child_process'
import { exits, Fault } from '../fault.ts'

/** Runs git in a folder and gives what it prints, without the last line break; a failure is a fault with git's own words. */
export function git(folder: string, ...args: string[]): Promise<string> {
  return feedGit(folder, '', args)
}

/** The same with something for git to read on its standard input. */
export async function feedGit(folder: string, input: string, args: readonly string[]): Promise<string> {
  const done = await start(folder, args, input)
  if (done.code !== 0) throw new Fault('git.failed', exits.usage, `git ${args[0]} failed: ${done.stderr.trim()}`)
  return done.stdout
}

/** What git prints, or null when it fails. */
export async function tryGit(folder: string, args: readonly string[]): Promise<string | null> {
  const done = await start(folder, args)
  return done.code === 0 ? done.stdout : null
}

/** The commit that a revision names, 40 hex digits. */
export async function resolveCommit(folder: string, revision: string): Promise<string> {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]
  const found = await tryGit(folder, args)
  if (found !== null) return found
  throw unknownRevision(revision)
}

export function unknownRevision(revision: string): Fault {
  const message = `There is no commit "${revision}" here.`
  return new Fault('git.unknown_revision', exits.usage, message, 'Fetch it, or name another one.')
}

/** The best common ancestor of two commits; null when they have none here. */
export async function mergeBase(folder: string, a: string, b: string): Promise<string | null> {
  return a === b ? a : tryGit(folder, ['merge-base', a, b])
}

/** True when `ancestor` is `commit` or one of its ancestors; null when this clone cannot tell. */
export async function isAncestor(folder: string, ancestor: string, commit: string): Promise<boolean | null> {
  const { code } = await start(folder, ['merge-base', '--is-ancestor', ancestor, commit])
  return code === 0 ? true : code === 1 ? false : null
}

interface Done {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Node's own spawn: a plan asks git a handful of times, and has no time to load more than that takes. */
function start(folder: string, args: readonly string[], input = ''): Promise<Done> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', args, { cwd: folder, stdio: 'pipe' })
    const out: Buffer[] = []
    const err: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    child.on('error', (error) =>
      reject(new Fault('git.missing', exits.world, `git cannot be run in ${folder}: ${error.message}`)),
    )
    child.on('close', (code) => {
      const stdout = Buffer.concat(out).toString('utf8').replace(/\n$/, '')
      resolve({ code, stdout, stderr: Buffer.concat(err).toString('utf8') })
    })
    // It may end before it has read everything.
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
  })
}
