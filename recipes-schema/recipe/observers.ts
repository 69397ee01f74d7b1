import type { Diagnostic } from '../text/diagnostic.ts'
import { observerTypes } from '../written/keys/observers.ts'
import type { WrittenProject } from '../written/types.ts'
import type { Written } from './read-files.ts'
import { checkTypedSettings } from './typed-settings.ts'
import type { Observer } from './types.ts'

/** Who a project tells of its orders. */
export function readObservers(
  { file, value }: Written<WrittenProject>,
  diagnostics: Diagnostic[],
): readonly Observer[] {
  return Object.entries(value.observers ?? {}).map(([name, { type, ...settings }]) => {
    const known = Object.keys(observerTypes[type]?.settings ?? {})
    const about = { words: `An observer of type ${type}`, known, place: 'observer' } as const
    checkTypedSettings(file, ['observers', name], settings, about, diagnostics)
    return { name, type, settings, place: file.keyPlace(['observers'], name) }
  })
}
