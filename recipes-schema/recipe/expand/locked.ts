import { type Diagnostic, diagnostic, type Place } from '../../text/diagnostic.ts'
import { type Lock, lockFile, readLock, vendoredFolder } from '../lock.ts'
import type { Tree } from '../tree.ts'

const locks = new WeakMap<Tree, Promise<Lock>>()

/**
 * The folder in this repository that holds what `OWNER/REPO/FOLDER@REF` is pinned to, file by file as the lock has it; null
 * when it does not, which is then said at `place`.
 */
export async function lockedFolder(
  tree: Tree,
  uses: string,
  place: Place,
  diagnostics: Diagnostic[],
): Promise<string | null> {
  const reading = locks.get(tree) ?? readLock(tree)
  locks.set(tree, reading)
  const lock = await reading
  if (!lock.ok) {
    if (!diagnostics.includes(lock.diagnostic)) diagnostics.push(lock.diagnostic)
    return null
  }
  const locked = lock.ingredients.get(uses)
  const hint = `Run \`galley lock\` and commit ${lockFile} with what it fetches.`
  if (locked === undefined) {
    diagnostics.push(diagnostic('ingredient.not_locked', place, `"${uses}" is not in ${lockFile}.`, hint))
    return null
  }
  const folder = vendoredFolder(uses, locked.sha)
  const altered = Object.entries(locked.files).find(([name, blob]) => tree.entries.get(`${folder}/${name}`) !== blob)
  const extra = [...tree.entries.keys()].find(
    (name) => name.startsWith(`${folder}/`) && !Object.hasOwn(locked.files, name.slice(folder.length + 1)),
  )
  if (altered === undefined && extra === undefined) return folder
  const message = `${extra ?? `${folder}/${altered?.[0]}`} is not what ${lockFile} says.`
  diagnostics.push(diagnostic('ingredient.altered', place, message, hint))
  return null
}
