import { exits, Fault } from './fault.ts'

const told: Readonly<Record<string, readonly [code: string, what: string, hint: string]>> = {
  ENOSPC: ['disk.full', 'The disk is full', 'Make room, then try again: nothing is half done.'],
  EDQUOT: ['disk.full', 'The quota of the disk is used up', 'Make room, then try again: nothing is half done.'],
  EACCES: ['file.forbidden', 'This user may not use a file', 'Look at its permissions, and at those of its folder.'],
  EPERM: ['file.forbidden', 'This user may not use a file', 'Look at its permissions, and at those of its folder.'],
  EROFS: ['file.forbidden', 'The disk can only be read', 'Name a folder that can be written to.'],
  EMFILE: [
    'file.too_many',
    'Too many files are open',
    'Raise the limit (ulimit -n), or run fewer nodes at a time (--jobs).',
  ],
  ENFILE: ['file.too_many', 'Too many files are open', 'Try again when the machine has less to do.'],
  EIO: ['disk.failed', 'The disk failed', 'Look at the disk, then try again.'],
}

/** The world's fault where Node could not use a file; null for every other error. */
export function fileFault(error: unknown): Fault | null {
  const { code, path, syscall } = error as NodeJS.ErrnoException
  const words = syscall === undefined ? undefined : told[code ?? '']
  if (words === undefined) return null
  const [name, what, hint] = words
  return new Fault(name, exits.world, `${what}: ${path ?? syscall} (${code}).`, hint)
}
