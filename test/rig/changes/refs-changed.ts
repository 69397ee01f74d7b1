import { type Refs, readRefs, zero } from '../git/refs.ts'
import type { Site } from '../site.ts'
import type { Account, Repository } from '../store/records.ts'
import { timestamp } from '../time.ts'
import { branchMoved } from './branch-moved.ts'
import { announcePush } from './push.ts'

export interface RefChange {
  readonly ref: string
  readonly before: string
  readonly after: string
}

/** What differs between two readings of a repository's branches and tags. */
export function changesOf(before: Refs, after: Refs): RefChange[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].filter((ref) => /^refs\/(heads|tags)\//.test(ref))
  return names
    .map((ref) => ({ ref, before: before.get(ref) ?? zero, after: after.get(ref) ?? zero }))
    .filter((change) => change.before !== change.after)
}

/**
 * Does something that moves refs, then what GitHub does after that: events, and the pull requests follow. Those who change
 * one repository wait for each other, so that each one's changes can be told apart.
 */
export function changingRefs<T>(
  site: Site,
  repository: Repository,
  sender: Account,
  act: () => Promise<T>,
): Promise<T> {
  const change = async (): Promise<T> => {
    const before = await readRefs(repository.bare)
    const result = await act()
    await follow(site, repository, sender, changesOf(before, await readRefs(repository.bare)))
    return result
  }
  const turn = (last.get(repository) ?? Promise.resolve()).then(change, change)
  last.set(repository, turn)
  return turn
}

const last = new WeakMap<Repository, Promise<unknown>>()

async function follow(site: Site, repository: Repository, sender: Account, changes: readonly RefChange[]) {
  for (const change of changes) {
    repository.pushedAt = timestamp()
    await announcePush(site, repository, sender, change)
    if (change.ref.startsWith('refs/heads/')) await branchMoved(site, repository, sender, change)
  }
  site.bus.tell('push')
}
