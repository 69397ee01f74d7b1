import { execa } from 'execa'
import { git, gitEnvironment, tryGit } from './git.ts'

export interface Signature {
  readonly name: string
  readonly email: string
  readonly date: string
}

export interface Commit {
  readonly sha: string
  readonly tree: string
  readonly parents: readonly string[]
  readonly message: string
  readonly author: Signature
  readonly committer: Signature
}

export interface TreeEntry {
  readonly mode: string
  readonly type: string
  readonly sha: string
  readonly size: number | null
  readonly path: string
}

/** The commit that a branch, tag, `refs/...` or sha names; null when there is none. */
export function resolveCommit(bare: string, name: string): Promise<string | null> {
  if (name.startsWith('-') || name === '') return Promise.resolve(null)
  return tryGit(bare, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`])
}

const format = ['%H', '%T', '%P', '%an', '%ae', '%aI', '%cn', '%ce', '%cI', '%B'].join('%x00')

/** Newest first. `range` is what git log takes: a commit, or A..B. */
export async function log(bare: string, range: string, more: readonly string[] = []): Promise<Commit[]> {
  const text = await git(bare, ['log', '-z', `--format=${format}%x00`, ...more, '--end-of-options', range, '--'])
  const fields = text.split('\0')
  const commits: Commit[] = []
  for (let at = 0; at + 10 < fields.length; at += 11) commits.push(readCommit(fields.slice(at, at + 10)))
  return commits
}

export async function readOne(bare: string, sha: string): Promise<Commit> {
  const [commit] = await log(bare, sha, ['-1'])
  if (commit === undefined) throw new Error(`${sha} is no commit of ${bare}.`)
  return commit
}

export async function readTree(bare: string, sha: string, recursive: boolean): Promise<TreeEntry[]> {
  const flags = recursive ? ['-r', '-t'] : []
  const text = await git(bare, ['ls-tree', '-z', '--long', ...flags, sha])
  return text
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => {
      const tab = line.indexOf('\t')
      const [mode = '', type = '', id = '', size = '-'] = line.slice(0, tab).split(/ +/)
      return { mode, type, sha: id, size: size === '-' ? null : Number(size), path: line.slice(tab + 1) }
    })
}

/** A blob's bytes; null when there is no such blob. */
export async function readBlob(bare: string, sha: string): Promise<Buffer | null> {
  const done = await execa('git', ['cat-file', 'blob', sha], {
    cwd: bare,
    env: gitEnvironment,
    extendEnv: false,
    encoding: 'buffer',
    stripFinalNewline: false,
    reject: false,
  })
  return done.failed ? null : Buffer.from(done.stdout)
}

function readCommit(fields: readonly string[]): Commit {
  const [sha = '', tree = '', parents = '', an = '', ae = '', ad = '', cn = '', ce = '', cd = '', message = ''] = fields
  return {
    sha,
    tree,
    parents: parents === '' ? [] : parents.split(' '),
    message: message.trimEnd(),
    author: { name: an, email: ae, date: ad },
    committer: { name: cn, email: ce, date: cd },
  }
}
