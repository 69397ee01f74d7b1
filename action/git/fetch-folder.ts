import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { exits, Fault } from '../fault.ts'

interface Request {
  /** Where repositories are, e.g. https://github.com. */
  readonly server: string
  /** OWNER/REPO */
  readonly repository: string
  /** The folder in it; empty for its root. */
  readonly folder: string
  /** A branch, a tag or a commit. */
  readonly ref: string
  readonly signal: AbortSignal
}

interface Fetched {
  readonly sha: string
  readonly files: ReadonlyMap<string, { readonly blob: string; readonly bytes: Uint8Array }>
}

/** Far above any ingredient. */
const mostFiles = 1000

/** The files of a folder of another repository at a reference, and the commit that it stands for. By git, as people have it set up. */
export async function fetchFolder({ server, repository, folder, ref, signal }: Request): Promise<Fetched> {
  const scratch = await mkdtemp(join(tmpdir(), 'galley-lock-'))
  const git = async (...args: readonly string[]): Promise<string> => {
    const env = { GIT_TERMINAL_PROMPT: '0' }
    const done = await execa('git', args, { cwd: scratch, env, cancelSignal: signal, reject: false })
    if (done.exitCode === 0) return done.stdout
    const why = done.stderr.trim().split('\n').at(-1) ?? ''
    const message = `${repository}@${ref} cannot be fetched from ${server}: ${why}`
    throw new Fault('lock.fetch', exits.world, message, 'Is the reference right, and may this machine read it?')
  }
  try {
    await git('init', '--quiet')
    await git('fetch', '--quiet', '--depth=1', '--no-tags', `${server}/${repository}.git`, ref)
    const sha = await git('rev-parse', 'FETCH_HEAD^{commit}')
    const where = folder === '' ? sha : `${sha}:${folder}`
    const listed = await git('ls-tree', '-r', '-z', '--full-tree', where)
    const entries = listed.split('\0').filter((line) => line !== '')
    if (entries.length > mostFiles)
      throw new Fault('lock.too_large', exits.usage, `${repository}/${folder} has more than ${mostFiles} files.`)
    const files = new Map<string, { blob: string; bytes: Uint8Array }>()
    for (const entry of entries) {
      const [, mode = '', blob = '', path = ''] = /^(\d+) blob ([0-9a-f]+)\t(.*)$/s.exec(entry) ?? []
      // A link could lead out of the folder, and a module is another repository.
      if (mode !== '100644' && mode !== '100755') continue
      const { stdout } = await execa('git', ['cat-file', 'blob', blob], {
        cwd: scratch,
        encoding: 'buffer',
        stripFinalNewline: false,
        cancelSignal: signal,
      })
      files.set(path, { blob, bytes: stdout })
    }
    return { sha, files }
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}
