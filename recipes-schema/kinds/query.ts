import type { NodeId, Query } from '../recipe/types.ts'
import { withoutEnd } from '../sql/lexis/end.ts'
import type { RelationRead, SqlShape } from '../sql/parser.ts'
import { diagnostic, type Place } from '../text/diagnostic.ts'
import { didYouMean } from '../text/nearest.ts'
import { join } from '../text/path.ts'
import type { Assembly, Path } from './assembly.ts'
import { queryPlace } from './places.ts'

/**
 * The query that a key of the recipe gives, as a file or inline, parsed. Null when it cannot be had; the diagnostics then
 * say why, in the SQL's own lines.
 */
export async function readQuery(assembly: Assembly, value: string, path: Path): Promise<Query | null> {
  const { file, folder, tree, diagnostics } = assembly
  const inline = /\s/.test(value)
  const name = inline ? file.source.file : join(folder, value)
  if (!inline && !tree.entries.has(name)) {
    const siblings = [...tree.entries.keys()]
      .filter((one) => one.startsWith(folder))
      .map((one) => one.slice(folder.length))
    diagnostics.push(
      diagnostic('sql.no_file', file.placeOf(path), `There is no file ${name}.`, didYouMean(value, siblings)),
    )
    return null
  }
  const written = inline ? value : await readText(assembly, name, path)
  if (written === null) return null
  // A query stands within others, where a closing semicolon would end too much.
  const text = withoutEnd(written, assembly.dialect)
  const parsed = await assembly.parser.parse(text, assembly.dialect)
  const placeOf = (start: number, end: number): Place =>
    queryPlace(assembly.file, path, inline ? null : name, text, start, end)
  if (!parsed.ok) {
    const syntax = parsed.code === 'sql.syntax'
    const message = syntax ? `This SQL does not parse: ${parsed.message}.` : `This is not one SELECT: ${parsed.message}`
    const hint = syntax ? expressionHint(text) : 'Write one SELECT; Galley makes the table or view.'
    diagnostics.push(diagnostic(parsed.code, placeOf(parsed.offset, wordEnd(text, parsed.offset)), message, hint))
    return null
  }
  for (const unseen of parsed.shape.unseen) {
    const hint = 'Declare it under `sources:` and read it by its name.'
    const message = `${unseen.name}() reads something that no plan can see.`
    diagnostics.push(
      diagnostic('sql.unseen_read', placeOf(unseen.start, unseen.start + unseen.name.length), message, hint),
    )
  }
  const shape = parsed.shape.unread === null ? parsed.shape : unreadShape(assembly, parsed.shape, placeOf)
  return { text, shape, file: name, lines: inline ? file.linesOf(path) : null }
}

/** A query that no parser reads: a person is told, and of the names in it those count that somebody makes. */
function unreadShape(assembly: Assembly, shape: SqlShape, placeOf: (start: number, end: number) => Place): SqlShape {
  const { message = '', offset = 0 } = shape.unread ?? {}
  const { diagnostics } = assembly
  const hint = 'What it reads besides the names after FROM and JOIN, name under `needs:`.'
  diagnostics.push({
    ...diagnostic('sql.unread', placeOf(offset, offset + 1), `This SQL is taken as text: ${message}.`, hint),
    severity: 'info',
  })
  return {
    ...shape,
    reads: shape.reads.filter((read) => resolveRead(assembly, read) !== null),
  }
}

/**
 * Makes sure that a text is one SQL expression and nothing more: it will stand within a query of Galley's, and must not be
 * able to end it, bring another one along, or read a relation that no plan knows of.
 */
export async function checkExpression(
  assembly: Pick<Assembly, 'parser' | 'dialect' | 'file' | 'diagnostics'>,
  text: string,
  path: Path,
): Promise<boolean> {
  const prefix = 'SELECT ('
  const parsed = await assembly.parser.parse(`${prefix}${text}\n)`, assembly.dialect)
  // Without the brackets as well, for `a) or (b` is one within them.
  const bare = await assembly.parser.parse(`SELECT ${text}\n`, assembly.dialect)
  const { file, diagnostics } = assembly
  if (!parsed.ok || parsed.shape.items !== 1 || !bare.ok || bare.shape.items !== 1) {
    const fault = !parsed.ok ? parsed : !bare.ok ? bare : null
    const at = Math.min(Math.max((parsed.ok ? 0 : parsed.offset) - prefix.length, 0), Math.max(text.length - 1, 0))
    const place = parsed.ok ? file.placeOf(path) : file.placeIn(path, at, wordEnd(text, at))
    const message = `This is not one SQL expression: ${fault?.message ?? 'it is more than one'}.`
    diagnostics.push(diagnostic('sql.expression', place, message, expressionHint(text)))
    return false
  }
  if (parsed.shape.reads.length === 0) return true
  const hint = 'Write it as a test of kind `sql`, or make it a column of the node.'
  diagnostics.push(
    diagnostic('sql.expression_reads', file.placeOf(path), 'An expression may not read other relations.', hint),
  )
  return false
}

/** What each relation that a query reads stands for, in the order of the text; unknown ones are diagnostics. */
export function resolveReads(assembly: Assembly, query: Query, path: Path): NodeId[] {
  const { scope, file, diagnostics } = assembly
  const inFile = query.file === file.source.file ? null : query.file
  return query.shape.reads.flatMap((read) => {
    const found = resolveRead(assembly, read)
    if (found !== null) return [found]
    if (read.catalog === null && scope.mayBe(read.name)) return []
    const place = queryPlace(assembly.file, path, inFile, query.text, read.start, read.end)
    const written = [read.catalog, read.schema, read.name].filter((part) => part !== null).join('.')
    const hint =
      read.catalog !== null && scope.resolve(read.schema, read.name) !== null
        ? `Leave "${read.catalog}" out: of other catalogs there is what \`sources:\` declares by all three names.`
        : (didYouMean(read.name, scope.known()) ?? 'Declare it under `sources:` or make it with a node.')
    diagnostics.push(diagnostic('sql.unknown_relation', place, `Nobody makes the relation ${written}.`, hint))
    return []
  })
}

/** What a relation stands for; one of another catalog than the connection's own is a source's table or nobody's. */
export function resolveRead(
  { scope, connection, connections }: Assembly,
  { catalog, schema, name }: Pick<RelationRead, 'catalog' | 'schema' | 'name'>,
): NodeId | null {
  const elsewhere = catalog === null ? null : scope.resolve(`${catalog}.${schema}`, name)
  if (elsewhere !== null) return elsewhere
  if (catalog !== null && catalog.toLowerCase() !== connections.catalogs.get(connection)) return null
  return scope.resolve(schema, name)
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

async function readText(assembly: Assembly, name: string, path: Path): Promise<string | null> {
  try {
    return utf8.decode(await assembly.tree.read(name))
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    const place = assembly.file.placeOf(path)
    assembly.diagnostics.push(diagnostic('sql.encoding', place, `${name} is not UTF-8.`, 'Save it as UTF-8.'))
    return null
  }
}

/** The mistake that people who know GitHub's workflows make first. */
function expressionHint(text: string): string | null {
  return text.includes('${{') ? 'Expressions are not expanded in SQL: bind them by `with:` and write $NAME.' : null
}

function wordEnd(text: string, start: number): number {
  const word = /^[\w$]+|^[^\s]/.exec(text.slice(start, start + 200))
  return start + (word?.[0].length ?? 1)
}
