import type { Path } from '../../kinds/assembly.ts'
import { type Diagnostic, diagnostic } from '../../text/diagnostic.ts'
import { percentOf, secondsOf } from '../../text/units.ts'
import type { WrittenMask, WrittenSource } from '../../written/types.ts'
import type { WrittenFile } from '../../written/yaml.ts'
import type { Mask, SandboxPolicy } from '../types.ts'

const full: SandboxPolicy = { sample: null, window: null, mask: null }

/** What kitchens see of a source; all of it unless said. */
export function readSandbox(
  { sandbox }: WrittenSource,
  file: WrittenFile,
  path: Path,
  diagnostics: Diagnostic[],
): SandboxPolicy {
  if (sandbox === undefined || sandbox === 'full') return full
  const { sample, key, window, mask, strict = false } = sandbox
  const lonely = (option: string, partner: string): void => {
    const message = `"${option}" says nothing without "${partner}".`
    diagnostics.push(diagnostic('recipe.sandbox', file.keyPlace(path, option), message, `Add \`${partner}:\`.`))
  }
  if (key !== undefined && sample === undefined) lonely('key', 'sample')
  if (strict && mask === undefined) lonely('strict', 'mask')
  const percent = sample === undefined ? null : percentOf(sample)
  if (percent !== null && (percent <= 0 || percent > 100)) {
    const message = `${sample} is not a share of the rows.`
    const hint = 'Write more than 0% and at most 100%.'
    diagnostics.push(diagnostic('recipe.sandbox', file.placeOf([...path, 'sample']), message, hint))
  }
  return {
    sample: percent === null ? null : { percent, key: key ?? null },
    window: window === undefined ? null : { by: window.by, last: secondsOf(window.last) },
    mask:
      mask === undefined
        ? null
        : { columns: Object.fromEntries(Object.entries(mask).map(([column, how]) => [column, maskOf(how)])), strict },
  }
}

function maskOf(written: WrittenMask): Mask {
  if (written === null || written === 'null') return { how: 'null' }
  if (written === 'hash' || written === 'keep') return { how: written }
  if (typeof written === 'string') return { how: 'constant', sql: written }
  if ('partial' in written) return { how: 'partial', keep: written.partial }
  return { how: 'shift', days: Math.round(secondsOf(written.shift) / 86_400) }
}
