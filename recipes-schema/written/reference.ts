import { ingredientSchema, projectSchema, recipeSchema } from './schema.ts'

/** As much of JSON Schema as the schemas of Galley's files use. */
interface Schema {
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly examples?: readonly unknown[]
  readonly default?: unknown
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | Schema
}

/** docs/reference/recipe.md: every key of the files that people write, from their JSON Schemas. */
export function recipeReference(): string {
  const intro = `# Recipes: every key

Names are small letters, digits and underscores, begin with a letter and have at most 63 characters. Durations are written
\`10s\`, \`45m\`, \`6h\`, \`7d\`, \`2w\`. A key in bold has to be there. How to write a recipe, step by step, is told in
[Write a recipe](../how-to/write-a-recipe.md); what can be wrong with one in [Diagnostics](diagnostics.md).

This page is written by \`galley schema --markdown\`. For completion and help in an editor, let it know the schema:
\`galley schema > recipe.schema.json\`, and as the recipe's first line \`# yaml-language-server: $schema=PATH\`.`
  const files: readonly (readonly [string, Schema])[] = [
    ['galley.yaml', projectSchema as Schema],
    ['recipe.yaml', recipeSchema as Schema],
    ['ingredient.yaml', ingredientSchema as Schema],
  ]
  const parts = files.flatMap(([file, schema]) => {
    // What a recipe says of nodes an ingredient says as well.
    const skip = file === 'ingredient.yaml' ? new Set(['nodes']) : new Set<string>()
    return [`## ${file}\n\n${schema.description ?? ''}`, ...sections(schema, [], skip)]
  })
  return `${[intro, ...parts].join('\n\n')}\n`
}

/** The table of a map's keys, then those of the maps within. */
function sections(schema: Schema, path: readonly string[], skip: ReadonlySet<string> = new Set()): string[] {
  const { properties = {}, required = [] } = schema
  const title = path.length === 0 ? [] : [`### ${path.join('.')}`]
  const rows = Object.entries(properties).map(([key, one]) => row(key, one, required.includes(key)))
  const table = ['| key | is | what it says | example |', '|---|---|---|---|', ...rows].join('\n')
  const inner = Object.entries(properties)
    .filter(([key]) => !skip.has(key))
    .flatMap(([key, one]) => insideOf(one, [...path, key]))
  return [...title, table, ...inner]
}

function insideOf(schema: Schema, path: readonly string[]): string[] {
  const { properties, additionalProperties, items, anyOf = [] } = schema
  if (properties !== undefined) return sections(schema, path)
  const own = [
    ...(typeof additionalProperties === 'object' ? insideOf(additionalProperties, [...path, 'NAME']) : []),
    ...(items === undefined ? [] : insideOf(items, [...path.slice(0, -1), `${path.at(-1) ?? ''}[]`])),
  ]
  return [...own, ...anyOf.flatMap((one) => insideOf(one, path))]
}

function row(key: string, schema: Schema, isRequired: boolean): string {
  const [example] = schema.examples ?? []
  const name = isRequired ? `**\`${key}\`**` : `\`${key}\``
  const fallback = schema.default === undefined ? '' : ` Default: ${code(schema.default)}.`
  const says = `${schema.description ?? ''}${fallback}`
  return `| ${name} | ${cell(typeOf(schema))} | ${cell(says)} | ${example === undefined ? '' : cell(code(example))} |`
}

const words: Readonly<Record<string, string>> = {
  object: 'map',
  array: 'list',
  string: 'text',
  integer: 'whole number',
}

function typeOf({ type, enum: values, const: only, anyOf }: Schema): string {
  if (only !== undefined) return code(only)
  if (values !== undefined) return values.map(code).join(', ')
  if (anyOf !== undefined) return [...new Set(anyOf.map(typeOf))].join(', ')
  return [type ?? 'anything']
    .flat()
    .map((one) => words[one] ?? one)
    .join(', ')
}

/** A value as it stands in YAML, on one line. */
function code(value: unknown): string {
  return `\`${flow(value)}\``
}

function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`
  if (value !== null && typeof value === 'object') {
    const members = Object.entries(value).map(([key, one]) => `${key}: ${flow(one)}`)
    return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
  }
  if (typeof value !== 'string') return String(value)
  return /^[\w./@-][\w ./@*()+-]*$/.test(value) ? value : JSON.stringify(value)
}

/** A bar would end the cell. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}
