import { git, tryGit } from './git.ts'

export type Refs = ReadonlyMap<string, string>

/** What git writes where there is no commit. */
export const zero = '0'.repeat(40)

/** All refs below a prefix, by full name. */
export async function readRefs(bare: string, prefix = 'refs/'): Promise<Refs> {
  const text = await git(bare, ['for-each-ref', '--format=%(refname) %(objectname)', prefix])
  const refs = new Map<string, string>()
  for (const line of text.split('\n')) {
    const [name, sha] = line.split(' ')
    if (name && sha) refs.set(name, sha)
  }
  return refs
}

/** Moves a ref when it still is where it was thought to be; false when it is not. */
export async function moveRef(bare: string, ref: string, to: string, from: string): Promise<boolean> {
  return (await tryGit(bare, ['update-ref', ref, to, from])) !== null
}

export async function setRef(bare: string, ref: string, to: string): Promise<void> {
  await git(bare, ['update-ref', ref, to])
}

export async function deleteRef(bare: string, ref: string): Promise<void> {
  await git(bare, ['update-ref', '-d', ref])
}
