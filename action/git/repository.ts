import { execa } from 'execa'
import { exits, Fault } from '../fault.ts'

/** Runs git in a folder and gives what it prints; a failure is a fault with git's own words. */
export async function git(folder: string, ...args: string[]): Promise<string> {
  const done = await execa('git', args, { cwd: folder, reject: false, stripFinalNewline: true })
  if (done.failed)
    throw new Fault('git.failed', exits.usage, `git ${args[0]} failed: ${done.stderr || done.shortMessage}`)
  return done.stdout
}

/** The commit that a revision names, 40 hex digits. */
export async function resolveCommit(folder: string, revision: string): Promise<string> {
  const done = await execa('git', ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`], {
    cwd: folder,
    reject: false,
  })
  if (!done.failed) return done.stdout
  throw new Fault(
    'git.unknown_revision',
    exits.usage,
    `There is no commit "${revision}" here.`,
    'Fetch it, or name another one.',
  )
}

/** The best common ancestor of two commits; null when they have none here. */
export async function mergeBase(folder: string, a: string, b: string): Promise<string | null> {
  const done = await execa('git', ['merge-base', a, b], { cwd: folder, reject: false })
  return done.failed ? null : done.stdout
}

/** True when `ancestor` is `commit` or one of its ancestors; null when this clone cannot tell. */
export async function isAncestor(folder: string, ancestor: string, commit: string): Promise<boolean | null> {
  const done = await execa('git', ['merge-base', '--is-ancestor', ancestor, commit], { cwd: folder, reject: false })
  return done.exitCode === 0 ? true : done.exitCode === 1 ? false : null
}
