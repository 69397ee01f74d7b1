import { lstat, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Tree } from '../../recipes-schema/recipe/tree.ts'
import { exits, Fault } from '../fault.ts'
import { type GitObjects, openObjects } from './objects.ts'
import { feedGit, git, tryGit } from './repository.ts'

/** The files of a commit below a folder of the repository. Contents come from `objects`, or from a process of its own. */
export async function commitTree(folder: string, commit: string, objects?: GitObjects): Promise<Tree> {
  const entries = new Map<string, string>()
  for (const line of (await git(folder, 'ls-tree', '-r', '-z', commit)).split('\0')) {
    const tab = line.indexOf('\t')
    const [mode, type, blob] = line.slice(0, tab).split(' ')
    // A symbolic link is no file here: what it points at is not what the commit holds.
    if (type === 'blob' && mode !== '120000' && blob !== undefined) entries.set(line.slice(tab + 1), blob)
  }
  return {
    entries,
    async read(path) {
      const blob = entries.get(path) ?? ''
      if (objects !== undefined) return objects.read(blob)
      const own = openObjects(folder)
      try {
        return await own.read(blob)
      } finally {
        own.close()
      }
    },
  }
}

/**
 * The files of the working tree as they are now, without what git ignores. What git's index knows to be as it was staged
 * is neither read nor hashed; the rest is hashed by git, so that its filters count.
 */
export async function workingTree(folder: string): Promise<Tree> {
  const args = ['ls-files', '-z', '-t', '-s', '--cached', '--modified', '--deleted', '--others', '--exclude-standard']
  // Asked beside the list: it is needed when a file was changed, which is nearly always.
  const prefix = tryGit(folder, ['rev-parse', '--show-prefix'])
  const listed = await tryGit(folder, args)
  if (listed === null) {
    const hint = 'Run it inside a git repository (git init), or name one by -C DIR.'
    throw new Fault('git.no_repository', exits.usage, `${folder} is not in a git repository.`, hint)
  }
  const entries = new Map<string, string>()
  const differing = new Set<string>()
  const deleted = new Set<string>()
  for (const line of listed.split('\0')) {
    const tag = line[0]
    const tab = line.indexOf('\t')
    if (tag === undefined) continue
    if (tag === '?') differing.add(line.slice(2))
    else if (tag === 'R') deleted.add(line.slice(tab + 1))
    else {
      const [, mode, blob = '', stage] = line.slice(0, tab).split(' ')
      const path = line.slice(tab + 1)
      if (mode === '120000' || mode === '160000') continue
      // A file in a conflict has no one staged content.
      if (tag === 'C' || stage !== '0') differing.add(path)
      entries.set(path, blob)
    }
  }
  for (const path of deleted) entries.delete(path)
  const hashed = [...differing].filter((path) => !deleted.has(path) && !path.includes('\n'))
  for (const [path, blob] of await hashFiles(folder, hashed, prefix)) {
    if (blob === null) entries.delete(path)
    else entries.set(path, blob)
  }
  return { entries, read: (path) => readFile(join(folder, path)) }
}

/** What git would store these files as; null for what is no file. */
async function hashFiles(
  folder: string,
  paths: readonly string[],
  prefix: Promise<string | null>,
): Promise<[string, string | null][]> {
  if (paths.length === 0) return []
  const kinds = await Promise.all(paths.map((path) => lstat(join(folder, path)).catch(() => null)))
  const files = paths.filter((_, index) => kinds[index]?.isFile())
  const others = paths.filter((_, index) => !kinds[index]?.isFile())
  // Paths that it reads are meant from the repository's root, wherever it is run.
  const before = (await prefix) ?? ''
  const inRoot = files.map((path) => `${before}${path}`)
  const blobs =
    files.length === 0 ? [] : (await feedGit(folder, inRoot.join('\n'), ['hash-object', '--stdin-paths'])).split('\n')
  return [
    ...files.map((path, index): [string, string] => [path, blobs[index] ?? '']),
    ...others.map((path): [string, null] => [path, null]),
  ]
}
