import type { WrittenSource } from '../../../recipes-schema/written/types.ts'
import type { ManifestNode } from './manifest.ts'

/**
 * The file of a seed, with the types of its columns where all have one. `headerOf` gives the first line of a file; what
 * cannot be kept is told in `notes`.
 */
export function seedSource(
  name: string,
  { original_file_path: file, config }: ManifestNode,
  headerOf: (path: string) => string | null,
  notes: string[],
): WrittenSource {
  const types = Object.entries(config.column_types ?? {})
  if (types.length === 0) return { file }
  const header = (headerOf(file) ?? '').split(',').map((one) => one.trim().replaceAll('"', ''))
  const typeOf = new Map(types.map(([column, type]) => [column.toLowerCase(), type]))
  const columns = header.flatMap((column): [string, string][] => {
    const type = typeOf.get(column.toLowerCase())
    return type === undefined ? [] : [[column, type]]
  })
  if (columns.length === header.length) return { file, columns: Object.fromEntries(columns) }
  const missing = header.filter((column) => !typeOf.has(column.toLowerCase())).join(', ')
  notes.push(
    `The seed ${name} has \`column_types\` for some of its columns, which Galley leaves out: it takes types for all (${missing} have none), or finds them itself.`,
  )
  return { file }
}
