import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Diagnostic } from '../../recipes-schema/text/diagnostic.ts'
import { renderDiagnostic } from '../../recipes-schema/text/render.ts'

/** Diagnostics with the lines that they are about, as they are on disk below a folder. */
export async function diagnosticsText(diagnostics: readonly Diagnostic[], folder: string): Promise<string> {
  const files = new Set(diagnostics.flatMap((found) => [found.file, ...found.related.map((place) => place.file)]))
  const lines = new Map<string, readonly string[]>()
  for (const file of files) {
    const text = await readFile(join(folder, file), 'utf8').catch(() => '')
    lines.set(file, text.split(/\r?\n/))
  }
  return diagnostics
    .map((found) => renderDiagnostic(found, (file, line) => lines.get(file)?.[line - 1] ?? null))
    .join('\n\n')
}
