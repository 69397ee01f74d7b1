import type { ParameterUse } from './parser.ts'

/** Texts, quoted names and comments, in which a `$name` is no parameter; then the parameter itself. */
const tokens =
  /[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\$\$[\s\S]*?\$\$|\$([A-Za-z_]\w*)/g

/**
 * Where a query uses the parameters that its parser found. DuckDB's tree tells the names but not all the places, so they
 * are looked for in the text: one pass, linear.
 */
export function parameterUses(text: string, names: ReadonlySet<string>): ParameterUse[] {
  if (names.size === 0) return []
  return [...text.matchAll(tokens)].flatMap((match) => {
    const name = match[1]
    return name === undefined || !names.has(name)
      ? []
      : [{ name, start: match.index, end: match.index + name.length + 1 }]
  })
}
