import type { Kept } from '../kept/kept.ts'

/**
 * A repository's files at one moment: a commit, or a working tree. What the App reads through GitHub's API and the
 * command line through git is the same to everything in this folder.
 */
export interface Tree {
  /** Every file's path (relative to the root, `/` between folders) and its git blob id, which is a hash of its content. */
  readonly entries: ReadonlyMap<string, string>
  /** The bytes of a file that `entries` names. */
  read(path: string): Promise<Uint8Array>
  /** Where what is worked out from the files may be kept; nowhere where it is missing. */
  readonly kept?: Kept
}
