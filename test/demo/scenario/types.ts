/** One edit of a file of the example repository; paths are relative to its root. */
export type Edit =
  | { readonly path: string; readonly replace: readonly [from: string, to: string] }
  | { readonly path: string; readonly content: string }

export interface Commit {
  readonly message: string
  readonly edits: readonly Edit[]
}

/** What one pull request of the demo proposes, on a branch that starts at the default branch. */
export interface Change {
  readonly id: 'better' | 'fan_out' | 'cosmetic'
  readonly branch: string
  readonly title: string
  readonly body: string
  readonly commits: readonly Commit[]
}
