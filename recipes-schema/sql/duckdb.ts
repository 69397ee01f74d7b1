import { sha256 } from '../text/digest.ts'
import { exactNumbers } from './columns/tree.ts'
import { parameterUses } from './parameters.ts'
import type { ParsedSql, SqlParser, SqlShape } from './parser.ts'
import { spanAt } from './span.ts'

/**
 * DuckDB's own parser by its `json_serialize_sql`. `serialize` runs that function on one text: the engine itself lives
 * at the edge, so that this folder stays pure. Equal texts are parsed once.
 */
export function duckdbParser(serialize: (sql: string) => Promise<string>): SqlParser {
  const known = new Map<string, Promise<ParsedSql>>()
  return {
    dialect: 'duckdb',
    parse(text) {
      const parsed = known.get(text) ?? serialize(text).then((json) => readSafely(text, json))
      known.set(text, parsed)
      return parsed
    },
  }
}

/** The tree is walked by recursion: what is nested deeper than the stack is refused, and never ends the process. */
function readSafely(text: string, json: string): ParsedSql {
  try {
    return readAnswer(text, json)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return { ok: false, code: 'sql.syntax', message: 'it is nested too deeply', offset: 0 }
  }
}

function readAnswer(text: string, json: string): ParsedSql {
  const answer = JSON.parse(exactNumbers(json)) as Record<string, unknown>
  if (answer.error === true) {
    const offset = charOffset(text, Number(answer.position ?? 0))
    const message = String(answer.error_message)
    return { ok: false, code: answer.error_type === 'parser' ? 'sql.syntax' : 'sql.not_one_select', message, offset }
  }
  const statements = answer.statements as unknown[]
  if (statements.length !== 1) {
    const message = statements.length === 0 ? 'there is no statement' : `there are ${statements.length} statements`
    return { ok: false, code: 'sql.not_one_select', message, offset: 0 }
  }
  return { ok: true, shape: readShape(text, json, statements[0]) }
}

function readShape(text: string, json: string, statement: unknown): SqlShape {
  const found: { table: TableRef; offset: number }[] = []
  const names = new Set<string>()
  const unseen: { name: string; start: number }[] = []
  collect(statement, new Set(), {
    found,
    names,
    unseen: (name, offset) => unseen.push({ name, start: charOffset(text, offset) }),
  })
  const items = (statement as { node?: { select_list?: unknown[] } }).node?.select_list?.length ?? null
  const places = found
    .map(({ table, offset }) => ({
      table,
      read: {
        schema: table.schema_name || null,
        name: table.table_name,
        alias: table.alias || null,
        ...spanAt(text, charOffset(text, offset)),
      },
    }))
    .sort((a, b) => a.read.start - b.read.start)
  const reads = places.map(({ read }) => read)
  for (const [read, { table }] of places.entries()) table.read = read
  return {
    dialect: 'duckdb',
    reads,
    parameters: parameterUses(text, names),
    items,
    unseen,
    canonical: sha256(canonicalTree(json)),
    tree: statement,
  }
}

interface TableRef {
  readonly schema_name: string
  readonly table_name: string
  readonly alias: string
  /** Which of the shape's reads it is; missing for common table expressions. */
  read?: number
}

/** Table functions that make rows of their arguments alone. */
const harmless = new Set([
  'generate_series',
  'generate_subscripts',
  'json_each',
  'json_tree',
  'range',
  'repeat',
  'repeat_row',
  'unnest',
])

interface Seen {
  readonly found: { table: TableRef; offset: number }[]
  readonly names: Set<string>
  readonly unseen: (name: string, offset: number) => void
}

/**
 * Walks the tree. A common table expression hides a relation of the same name in the query that declares it and in all
 * that is nested there; within a WITH list it is visible to those after it, and to itself only when it is recursive.
 */
function collect(value: unknown, hidden: ReadonlySet<string>, seen: Seen): void {
  if (Array.isArray(value)) {
    for (const member of value) collect(member, hidden, seen)
    return
  }
  if (value === null || typeof value !== 'object') return
  const node = value as Record<string, unknown>
  if (node.type === 'BASE_TABLE' && typeof node.table_name === 'string') {
    const table = node as unknown as TableRef
    if (table.schema_name !== '' || !hidden.has(table.table_name.toLowerCase()))
      seen.found.push({ table, offset: Number(node.query_location) })
  }
  if (node.class === 'PARAMETER' && typeof node.identifier === 'string') seen.names.add(node.identifier)
  if (node.type === 'TABLE_FUNCTION') {
    const { function_name: name, query_location: offset } = node.function as {
      function_name: string
      query_location: number
    }
    if (!harmless.has(name.toLowerCase())) seen.unseen(name, Number(offset))
  }
  const scope = new Set(hidden)
  const declared = (node.cte_map as { map?: { key: string; value: unknown }[] } | undefined)?.map ?? []
  for (const { key, value: body } of declared) {
    const itself = JSON.stringify(body).includes('"type":"RECURSIVE_CTE_NODE"') ? [key.toLowerCase()] : []
    collect(body, new Set([...scope, ...itself]), seen)
    scope.add(key.toLowerCase())
  }
  for (const [key, member] of Object.entries(node)) if (key !== 'cte_map') collect(member, scope, seen)
}

/**
 * Positions are layout, and functions are called whatever the case of their names. Inside a JSON string the quotes are
 * escaped, so neither pattern can occur in a person's text.
 */
function canonicalTree(json: string): string {
  return json
    .replaceAll(/"query_location":\d+,?/g, '')
    .replaceAll(/"function_name":"[^"\\]*"/g, (name) => name.toLowerCase())
}

/** DuckDB counts UTF-8 bytes, JavaScript UTF-16 units; they agree until the first character outside ASCII. */
function charOffset(text: string, byteOffset: number): number {
  let bytes = 0
  let units = 0
  for (const character of text) {
    if (bytes >= byteOffset) return units
    const code = character.codePointAt(0) ?? 0
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
    units += character.length
  }
  return units
}
