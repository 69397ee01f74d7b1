import type { Source } from '../../recipes-schema/recipe/sources.ts'
import type { FileInput } from '../warehouses/warehouse.ts'

/** Types that mean the same to DuckDB, which reads files, and to every engine that they are brought into. */
const shared =
  /^(smallint|integer|int|int[248]|bigint|real|float[48]|double precision|date|time|timestamp|timestamptz|timestamp with(out)? time zone|varchar|character varying|text|uuid|bool|boolean|(numeric|decimal)\s*\(\s*\d+\s*(,\s*\d+\s*)?\))$/i

/** As what DuckDB knows a type of another engine; null: it leaves the column as it is, and that engine reads it. */
export function sharedType(type: string): string | null {
  return shared.test(type.trim()) ? type : null
}

const texts = /^\s*(varchar|text|string|char|character|bpchar)\b/i

/** The declared types of a file's columns; a masked text may be longer than the column says. */
export function fileTypes({ columns, sandbox }: Source, sandboxed: boolean): Pick<FileInput, 'types'> {
  if (columns === null) return {}
  const masked = new Set(sandboxed ? Object.keys(sandbox.mask?.columns ?? {}).map((name) => name.toLowerCase()) : [])
  const typeOf = (name: string, type: string): string =>
    masked.has(name.toLowerCase()) && texts.test(type) ? 'varchar' : type
  return { types: Object.fromEntries(columns.map(({ name, type }) => [name, typeOf(name, type)])) }
}

/** True when an engine says that a value, or a type, is none of the type that it was to become. */
export function isCastFailure(error: Error): boolean {
  const { code } = error as { code?: string }
  // Data exceptions, types that cannot be cast, types that nobody knows.
  if (code !== undefined) return /^22|^42846$|^42704$/.test(code)
  return /^(Conversion Error|Invalid Input Error|Out of Range Error)|Unimplemented type for cast|Type with name|type .* does not exist/i.test(
    error.message,
  )
}
