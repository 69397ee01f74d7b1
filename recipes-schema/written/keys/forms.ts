/** What every name in a recipe looks like; short enough for any engine's identifiers with a suffix added. */
export const namePattern = '^[a-z][a-z0-9_]{0,62}$'

/** The forms that several keys share. Each key adds its own description and example to one of them. */
export const name = { type: 'string', pattern: namePattern } as const
export const text = { type: 'string', minLength: 1 } as const
export const scalar = { type: ['string', 'number', 'boolean'] } as const
export const names = { type: 'array', items: name, uniqueItems: true, maxItems: 1000 } as const
export const tags = { type: 'array', items: text, uniqueItems: true, maxItems: 100 } as const
/** `10s`, `45m`, `6h`, `7d`, `2w`; see `secondsOf`. */
export const duration = { type: 'string', pattern: '^[1-9][0-9]{0,8}(s|m|h|d|w)$' } as const
/** `500`, `10MB`, `50GB`; see `bytesOf`. */
export const size = {
  type: ['string', 'integer'],
  pattern: '^[0-9]{1,15}(\\.[0-9]{1,3})?(B|kB|MB|GB|TB|PB)$',
  minimum: 0,
} as const
/** `10%`, `0.5%`; see `percentOf`. */
export const percent = { type: 'string', pattern: '^[0-9]{1,3}(\\.[0-9]{1,6})?%$' } as const

/** A map from names to things of one form. */
export function named(value: object, about: { readonly description: string; readonly examples?: readonly unknown[] }) {
  return { type: 'object', ...about, propertyNames: { pattern: namePattern }, additionalProperties: value } as const
}

/** A map with these keys and no others. */
export function closed(properties: Readonly<Record<string, object>>, required: readonly string[] = []) {
  return { type: 'object', additionalProperties: false, properties, ...(required.length > 0 && { required }) } as const
}

/** One of a form, or several of it. */
export function oneOrMore(item: object) {
  return { anyOf: [item, { type: 'array', items: item, minItems: 1, maxItems: 1000 }] } as const
}
