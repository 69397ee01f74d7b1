import type { Galley } from '../galley.ts'
import { kitchenWork } from '../github/permissions.ts'
import type { RepositoryRef } from '../orders/order.ts'
import { readChange } from '../plans/read-change.ts'
import { removeKitchen } from '../promotion/remove-kitchen.ts'
import { decide } from './decide.ts'
import { mergeGroupKitchen } from './environment.ts'
import { act } from './refresh.ts'

/** What a merge queue is about to merge: one pull request or several, on top of those before them. */
export interface MergeGroup {
  readonly head: string
  /** The commit that it is put on: the default branch's, or the group's before it. */
  readonly base: string
  /** `refs/heads/gh-readonly-queue/main/pr-7-…` */
  readonly ref: string
}

/** Gives a merge group a kitchen and the gate that the queue waits for. */
export async function openMergeGroup(
  galley: Galley,
  repository: RepositoryRef,
  { head, base, ref }: MergeGroup,
  occasion: { readonly id: string; readonly actor: string },
): Promise<void> {
  const client = galley.github.repository(repository, kitchenWork)
  const own = await client.checks.own(head)
  const change = await readChange(client, galley.projects, { base, mergeBase: base, head })
  const pull = {
    number: null,
    environment: mergeGroupKitchen(head),
    head,
    title: titleOf(ref),
    fork: false,
    draft: false,
  }
  const situation = {
    ...{ repository, client, pull, own, base, mergeBase: base, approvals: [] },
    occasion: { ...occasion, wish: 'as_usual' as const, force: [], again: false },
  }
  await act(galley, situation, decide(change, { ...pull, approved: false }, 'as_usual'))
}

/** The group was merged, or fell apart: its run stops and its kitchen goes. */
export async function closeMergeGroup(
  galley: Galley,
  repository: RepositoryRef,
  { head, base, ref }: MergeGroup,
  actor: string,
): Promise<void> {
  const client = galley.github.repository(repository, kitchenWork)
  const group = { repository, pull_request: null, actor, title: titleOf(ref), kitchen: mergeGroupKitchen(head) }
  await removeKitchen(galley, client, group, base)
}

function titleOf(ref: string): string {
  const pull = /\/pr-(\d+)-[0-9a-f]+$/.exec(ref)?.[1]
  return pull === undefined ? 'Merge group' : `Merge group up to #${pull}`
}
