interface Option {
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly description?: string
  readonly examples?: readonly unknown[]
}

/** What the options that many kinds share are, where a kind says nothing of its own. */
const words: Readonly<Record<string, { readonly description: string; readonly example?: unknown }>> = {
  column: { description: 'The column.' },
  columns: { description: 'The columns.' },
  values: { description: 'The values that may occur.' },
  min: { description: 'At least so many.', example: 1 },
  max: { description: 'At most so many.', example: 1000 },
  equals: { description: 'What it has to be equal to.', example: 'stg_orders' },
  from: { description: 'Where it begins.', example: '2026-01-01' },
}

/** A kind's schema with what it is for and an example, which the kind keeps beside it, down to its options. */
export function told(
  { schema, summary }: { readonly schema: object; readonly summary: string },
  example: unknown,
): object {
  const { properties } = schema as { readonly properties?: Readonly<Record<string, Option>> }
  const whole = { description: summary, examples: [example], ...schema }
  if (properties === undefined) return whole
  const values = typeof example === 'object' && example !== null ? (example as Readonly<Record<string, unknown>>) : {}
  const options = Object.entries(properties).map(([key, option]) => [key, toldOption(key, option, values[key])])
  return { ...whole, properties: Object.fromEntries(options) }
}

function toldOption(key: string, option: Option, example: unknown): object {
  const [first] = option.enum ?? []
  const fallback = first ?? (option.type === 'boolean' ? true : words[key]?.example)
  return { description: words[key]?.description ?? key, examples: [example ?? fallback ?? key], ...option }
}
