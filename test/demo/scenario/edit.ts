import type { Edit } from './types.ts'

/**
 * The file's text after the edit.
 *
 * @param text the file as it stands; null when there is none yet
 * @throws when the text to replace does not occur exactly once: the scenario and the example have come apart
 */
export function edited(text: string | null, edit: Edit): string {
  if ('content' in edit) return edit.content
  const [from, to] = edit.replace
  const parts = (text ?? '').split(from)
  if (parts.length !== 2) {
    throw new Error(`${edit.path}: the text to replace occurs ${parts.length - 1} times, not once:\n${from}`)
  }
  return parts.join(to)
}
