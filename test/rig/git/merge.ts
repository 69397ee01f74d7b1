import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { git, gitEnvironment, type Person, tryGit } from './git.ts'

/** The commit at which two histories part; null when they share nothing. */
export function mergeBase(bare: string, a: string, b: string): Promise<string | null> {
  return tryGit(bare, ['merge-base', a, b])
}

/** The tree of both sides together; null when they conflict. */
async function mergeTree(bare: string, base: string, head: string): Promise<string | null> {
  const done = await execa('git', ['merge-tree', '--write-tree', '--no-messages', base, head], {
    cwd: bare,
    env: gitEnvironment,
    extendEnv: false,
    reject: false,
  })
  if (done.exitCode === 0) return done.stdout.trim()
  if (done.exitCode === 1) return null
  throw new Error(done.stderr)
}

/** A commit with both parents that no branch points to; null on conflict. */
export async function mergeCommit(
  bare: string,
  base: string,
  head: string,
  message: string,
  author: Person,
): Promise<string | null> {
  const tree = await mergeTree(bare, base, head)
  return tree && git(bare, ['commit-tree', tree, '-p', base, '-p', head, '-m', message], author)
}

/** One commit on the base with all that the head brings; null on conflict. */
export async function squashCommit(
  bare: string,
  base: string,
  head: string,
  message: string,
  author: Person,
): Promise<string | null> {
  const tree = await mergeTree(bare, base, head)
  return tree && git(bare, ['commit-tree', tree, '-p', base, '-m', message], author)
}

/** The head's commits, made again on the base; null on conflict. Answers the last one. */
export async function rebaseCommits(bare: string, base: string, head: string): Promise<string | null> {
  const folder = await mkdtemp(join(bare, 'rebase-'))
  try {
    await git(bare, ['worktree', 'add', '--quiet', '--detach', folder, head])
    const rebased = await tryGit(folder, ['rebase', '--quiet', '--no-ff', base])
    return rebased === null ? null : await git(folder, ['rev-parse', 'HEAD'])
  } finally {
    await git(bare, ['worktree', 'remove', '--force', folder])
    await rm(folder, { recursive: true, force: true })
  }
}
