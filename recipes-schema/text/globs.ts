/**
 * Globs come from people's files, also from strangers' pull requests: only stars, question marks and braces, which are
 * matched in a bounded time. Extended globs and regular expressions are not.
 */
export const plainGlobs = { noextglob: true, nobracket: true, maxLength: 300 } as const

/** JSON Schema of one glob. */
export const globSchema = {
  type: 'string',
  minLength: 1,
  maxLength: 300,
  pattern: '^(?:[^*]*\\*{1,2}){0,6}[^*]*$',
} as const
