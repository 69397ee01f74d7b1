import { lstat, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import type { Tree } from '../../recipes-schema/recipe/tree.ts'
import { exits, Fault } from '../fault.ts'
import { git } from './repository.ts'

/** The files of a commit below a folder of the repository. */
export async function commitTree(folder: string, commit: string): Promise<Tree> {
  const listed = await git(folder, 'ls-tree', '-r', '-z', commit)
  const entries = new Map<string, string>()
  for (const line of listed.split('\0')) {
    const tab = line.indexOf('\t')
    const [mode, type, blob] = line.slice(0, tab).split(' ')
    // A symbolic link is no file here: what it points at is not what the commit holds.
    if (type === 'blob' && mode !== '120000' && blob !== undefined) entries.set(line.slice(tab + 1), blob)
  }
  return {
    entries,
    async read(path) {
      const done = await execa('git', ['cat-file', 'blob', entries.get(path) ?? ''], {
        cwd: folder,
        encoding: 'buffer',
      })
      return done.stdout
    },
  }
}

/** The files of the working tree as they are now, without what git ignores. */
export async function workingTree(folder: string): Promise<Tree> {
  const listed = await execa('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'], {
    cwd: folder,
    reject: false,
  })
  if (listed.failed) {
    const hint = 'Run it inside a git repository (git init), or name one by -C DIR.'
    throw new Fault('git.no_repository', exits.usage, `${folder} is not in a git repository.`, hint)
  }
  const deleted = new Set((await git(folder, 'ls-files', '-z', '--deleted')).split('\0'))
  const named = listed.stdout.split('\0').filter((path) => path !== '' && !deleted.has(path) && !path.includes('\n'))
  const kinds = await Promise.all(named.map((path) => lstat(join(folder, path)).catch(() => null)))
  const paths = named.filter((_, index) => kinds[index]?.isFile())
  const hashed = await execa('git', ['hash-object', '--stdin-paths'], { cwd: folder, input: paths.join('\n') })
  const blobs = hashed.stdout.split('\n')
  return {
    entries: new Map(paths.map((path, index) => [path, blobs[index] ?? ''])),
    read: (path) => readFile(join(folder, path)),
  }
}
