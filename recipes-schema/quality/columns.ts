import { quoteName } from '../sql/rewrite.ts'

export const columnSchema = { type: 'string', minLength: 1 } as const

/** One column, or several: people write a single one without brackets. */
export const columns = {
  schema: { anyOf: [columnSchema, { type: 'array', items: columnSchema, minItems: 1, uniqueItems: true }] },
  list(options: string | readonly string[] | undefined): readonly string[] {
    if (options === undefined) return []
    return typeof options === 'string' ? [options] : options
  },
  quoted(options: string | readonly string[] | undefined): readonly string[] {
    return columns.list(options).map(quoteName)
  },
}
