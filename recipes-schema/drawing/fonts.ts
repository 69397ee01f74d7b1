import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { subsetFont } from './font-subset.ts'

/**
 * The files that pictures take their text from: DejaVu Sans cut down to what charts usually say, then the whole fonts
 * for any other character. The small ones are made once a process, in a folder of its own that goes when it ends.
 */
export function fontFiles(): readonly string[] {
  files ??= [...makeSubsets(), ...FULL]
  return files
}

let files: readonly string[] | undefined

function makeSubsets(): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'galley-fonts-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return FULL.map((file, i) => {
    const small = join(folder, `${i}.ttf`)
    writeFileSync(small, subsetFont(readFileSync(file), usualCharacters()))
    return small
  })
}

/** Latin with its accents, typographic punctuation, and the marks that charts use. */
function usualCharacters(): number[] {
  const ranges = [
    [0x20, 0x7e],
    [0xa0, 0x17f],
    [0x2010, 0x2026],
  ] as const
  const marks = [...'○●◆▲▼−≤≥×±σ'].map((mark) => mark.charCodeAt(0))
  return [...ranges.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => from + i)), ...marks]
}

const require = createRequire(import.meta.url)

const FULL: readonly string[] = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((file) =>
  require.resolve(`dejavu-fonts-ttf/ttf/${file}`),
)
