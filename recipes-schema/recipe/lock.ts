import { type Diagnostic, diagnostic } from '../text/diagnostic.ts'
import { startOf } from '../text/source.ts'
import type { Tree } from './tree.ts'

/** What the ingredients of other repositories were pinned to; written by `galley lock`. */
export const lockFile = 'galley.lock'
/** Where their files are kept: in the repository, so that whoever reads a commit has all of it. */
const vendor = '.galley/ingredients'

export interface Locked {
  /** The commit that the reference stood for. */
  readonly sha: string
  /** The files of the ingredient's folder with their git blob ids. */
  readonly files: Readonly<Record<string, string>>
}

export type Lock =
  | { readonly ok: true; readonly ingredients: ReadonlyMap<string, Locked> }
  | { readonly ok: false; readonly diagnostic: Diagnostic }

/** `OWNER/REPO/FOLDER@REF` taken apart; null for anything else, such as a path that leaves its folder. */
export function remoteOf(
  uses: string,
): { readonly repository: string; readonly folder: string; readonly ref: string } | null {
  const [, owner, repository, folder = '', ref = ''] =
    /^([A-Za-z0-9][A-Za-z0-9-]*)\/([\w.-]+)((?:\/[\w][\w.-]*)*)@([A-Za-z0-9_][\w./-]*)$/.exec(uses) ?? []
  if (owner === undefined || repository === undefined || /^\.+$/.test(repository) || ref.includes('..')) return null
  return { repository: `${owner}/${repository}`, folder: folder.slice(1), ref }
}

/** Where the files of `OWNER/REPO/FOLDER@REF` at a commit are kept. */
export function vendoredFolder(uses: string, sha: string): string {
  return `${vendor}/${uses.slice(0, uses.indexOf('@'))}/${sha.slice(0, 12)}`
}

/** The lock of a tree; without a file nothing is locked. */
export async function readLock(tree: Tree): Promise<Lock> {
  if (!tree.entries.has(lockFile)) return { ok: true, ingredients: new Map() }
  try {
    const read: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(await tree.read(lockFile)))
    if (isLock(read)) return { ok: true, ingredients: new Map(Object.entries(read.ingredients)) }
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error
  }
  const message = `${lockFile} cannot be understood.`
  return { ok: false, diagnostic: diagnostic('ingredient.lock', startOf(lockFile), message, 'Run `galley lock`.') }
}

export function lockText(ingredients: ReadonlyMap<string, Locked>): string {
  const sorted = [...ingredients].sort(([a], [b]) => (a < b ? -1 : 1))
  const inner = sorted.map(([uses, { sha, files }]) => [
    uses,
    { sha, files: Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1))) },
  ])
  return `${JSON.stringify({ schema_version: 1, ingredients: Object.fromEntries(inner) }, null, 2)}\n`
}

function isLock(read: unknown): read is { readonly ingredients: Readonly<Record<string, Locked>> } {
  if (!isRecord(read) || read.schema_version !== 1 || !isRecord(read.ingredients)) return false
  return Object.values(read.ingredients).every(
    (one) =>
      isRecord(one) &&
      typeof one.sha === 'string' &&
      /^[0-9a-f]{40}$/.test(one.sha) &&
      isRecord(one.files) &&
      Object.values(one.files).every((blob) => typeof blob === 'string'),
  )
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
