import type { ExpressionPlace } from '../expression/contexts.ts'
import { checkTemplate } from '../kinds/references.ts'
import { type Diagnostic, diagnostic } from '../text/diagnostic.ts'
import { didYouMean } from '../text/nearest.ts'
import type { WrittenFile } from '../written/yaml.ts'

/** The settings of one thing of some type: those that the type does not have, and expressions that cannot be there. */
export function checkTypedSettings(
  file: WrittenFile,
  path: readonly [section: string, name: string],
  settings: Readonly<Record<string, unknown>>,
  type: { readonly words: string; readonly known: readonly string[]; readonly place: ExpressionPlace },
  diagnostics: Diagnostic[],
): void {
  for (const [setting, written] of Object.entries(settings)) {
    if (!type.known.includes(setting)) {
      const message = `${type.words} has no "${setting}".`
      const hint = didYouMean(setting, type.known)
      diagnostics.push(diagnostic('recipe.unknown_key', file.keyPlace(path, setting), message, hint))
    }
    if (typeof written === 'string') checkTemplate(written, file, [...path, setting], type.place, diagnostics)
  }
}
