const name = { type: 'string', minLength: 1 } as const

/** One column, or several: people write a single one without brackets. */
export const columns = {
  schema: { anyOf: [name, { type: 'array', items: name, minItems: 1, uniqueItems: true }] },
  list(options: string | readonly string[]): readonly string[] {
    return typeof options === 'string' ? [options] : options
  },
}
