import { git } from './git.ts'

export interface FileChange {
  readonly filename: string
  readonly previous: string | null
  readonly status: 'added' | 'removed' | 'modified' | 'renamed'
  readonly sha: string
  readonly additions: number
  readonly deletions: number
}

const statuses: Readonly<Record<string, FileChange['status']>> = {
  A: 'added',
  D: 'removed',
  M: 'modified',
  T: 'modified',
  R: 'renamed',
}

/** Files that differ between two commits or trees. */
export async function diff(bare: string, from: string, to: string): Promise<FileChange[]> {
  const [raw, numbers] = await Promise.all([
    git(bare, ['diff-tree', '-r', '-z', '-M', '--raw', '--no-abbrev', from, to]),
    git(bare, ['diff-tree', '-r', '-z', '-M', '--numstat', from, to]),
  ])
  const counts = readNumbers(numbers.split('\0'))
  return readRaw(raw.split('\0')).map((change) => ({ ...change, ...(counts.get(change.filename) ?? none) }))
}

export const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904'

type Counts = Pick<FileChange, 'additions' | 'deletions'>
const none: Counts = { additions: 0, deletions: 0 }

/** `:mode mode sha sha X` NUL path NUL, and for renames a second path. */
function readRaw(fields: readonly string[]): Omit<FileChange, keyof Counts>[] {
  const changes: Omit<FileChange, keyof Counts>[] = []
  for (let at = 0; at + 1 < fields.length; ) {
    const [, , before = '', after = '', letters = ''] = (fields[at] ?? '').split(' ')
    const status = statuses[letters[0] ?? ''] ?? 'modified'
    const renamed = status === 'renamed'
    const first = fields[at + 1] ?? ''
    changes.push({
      filename: renamed ? (fields[at + 2] ?? '') : first,
      previous: renamed ? first : null,
      status,
      sha: status === 'removed' ? before : after,
    })
    at += renamed ? 3 : 2
  }
  return changes
}

/** `added TAB deleted TAB path` NUL; for renames the path is empty and two paths follow. */
function readNumbers(fields: readonly string[]): Map<string, Counts> {
  const counts = new Map<string, Counts>()
  for (let at = 0; at < fields.length && fields[at] !== ''; ) {
    const [added = '0', deleted = '0', path = ''] = (fields[at] ?? '').split('\t')
    const renamed = path === ''
    const name = renamed ? (fields[at + 2] ?? '') : path
    counts.set(name, { additions: Number(added) || 0, deletions: Number(deleted) || 0 })
    at += renamed ? 3 : 1
  }
  return counts
}
