import { readTemplate } from '../expression/template.ts'
import { measureKinds } from '../quality/measures/index.ts'
import type { MeasureKind } from '../quality/measures/kind.ts'
import type { Names } from '../recipe/names.ts'
import type { Tree } from '../recipe/tree.ts'
import type { NodeId, Query, Variable } from '../recipe/types.ts'
import type { SqlParser } from '../sql/parser.ts'
import { type Diagnostic, diagnostic, type Place } from '../text/diagnostic.ts'
import { didYouMean } from '../text/nearest.ts'
import { placeAt, sourceText } from '../text/source.ts'
import type { WrittenNode, WrittenRecipe } from '../written/types.ts'
import type { WrittenFile } from '../written/yaml.ts'

export type Path = readonly (string | number)[]

/** All that is needed to turn one written node into a node; what is wrong goes to `diagnostics`. */
export interface Assembly {
  readonly tree: Tree
  readonly parser: SqlParser
  readonly names: Names
  readonly file: WrittenFile
  readonly recipe: WrittenRecipe
  /** The recipe's folder with a closing slash, or empty at the root. */
  readonly folder: string
  readonly variables: ReadonlyMap<string, Variable>
  readonly name: string
  readonly written: WrittenNode
  /** Where the node stands in the recipe file. */
  readonly path: Path
  readonly diagnostics: Diagnostic[]
}

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
  const text = written.replace(/;\s*$/, '')
  const parsed = await assembly.parser.parse(text)
  const placeOf = (start: number, end: number): Place =>
    queryPlace(assembly, path, inline ? null : name, text, start, end)
  if (!parsed.ok) {
    const syntax = parsed.code === 'sql.syntax'
    const message = syntax ? `This SQL does not parse: ${parsed.message}.` : `This is not one SELECT: ${parsed.message}`
    const hint = syntax ? null : 'Write one SELECT; Galley makes the table or view.'
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
  return { text, shape: parsed.shape, file: name, line: inline ? placeOf(0, 0).line : 1 }
}

/**
 * Makes sure that a text is one SQL expression and nothing more: it will stand within a query of Galley's, and must not be
 * able to end it, bring another one along, or read a relation that no plan knows of.
 */
export async function checkExpression(assembly: Assembly, text: string, path: Path): Promise<boolean> {
  const prefix = 'SELECT ('
  const parsed = await assembly.parser.parse(`${prefix}${text}\n)`)
  const { file, diagnostics } = assembly
  if (!parsed.ok || parsed.shape.items !== 1) {
    const message = parsed.ok ? 'it is more than one' : parsed.message
    diagnostics.push(diagnostic('sql.expression', file.placeOf(path), `This is not one SQL expression: ${message}.`))
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
  const { recipe, names, file, diagnostics } = assembly
  const inFile = query.file === file.source.file ? null : query.file
  return query.shape.reads.flatMap((read) => {
    const found = names.resolve(recipe.recipe, read.schema, read.name)
    if (found !== null) return [found]
    const place = queryPlace(assembly, path, inFile, query.text, read.start, read.end)
    const written = read.schema === null ? read.name : `${read.schema}.${read.name}`
    const hint =
      didYouMean(read.name, names.known(recipe.recipe)) ?? 'Declare it under `sources:` or make it with a node.'
    diagnostics.push(diagnostic('sql.unknown_relation', place, `Nobody makes the relation ${written}.`, hint))
    return []
  })
}

/** What the `${{ }}` of a node use. */
export interface References {
  readonly variables: Record<string, Variable['value']>
  readonly upstreams: NodeId[]
  /** `env.NAME` and `order.NAME`: known only when the node runs. */
  readonly ambient: readonly string[]
  /** The definitions of the measures whose values they use. */
  readonly measures: Readonly<Record<string, unknown>>
}

/** The variables and upstream nodes that the `${{ }}` of some values use; faults at their own column. */
export function readReferences(assembly: Assembly, values: Readonly<Record<string, unknown>>, path: Path): References {
  const variables: Record<string, Variable['value']> = {}
  const upstreams: NodeId[] = []
  const ambient = new Set<string>()
  const measures: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(values)) {
    if (typeof value !== 'string') continue
    const at = [...path, key]
    const fault = (code: string, message: string, start: number, end: number, hint: string | null): void => {
      assembly.diagnostics.push(diagnostic(code, scalarPlace(assembly.file, at, start, end), message, hint))
    }
    const { references, faults } = readTemplate(value)
    for (const { message, start, end } of faults)
      fault('expression.syntax', `This expression is not understood: ${message}.`, start, end, null)
    for (const { path: reference, start, end } of references) {
      const [context, name] = reference
      if (context === 'vars') {
        const variable = assembly.variables.get(name ?? '')
        const hint = didYouMean(name ?? '', [...assembly.variables.keys()])
        if (variable === undefined)
          fault('expression.unknown_variable', `There is no variable "${name}".`, start, end, hint)
        else variables[variable.name] = variable.value
      } else if (context === 'env' || context === 'order') {
        ambient.add(`${context}.${name ?? ''}`)
      } else if (context === 'measures' || context === 'relations' || context === 'nodes') {
        const found = assembly.names.resolve(assembly.recipe.recipe, null, name ?? '')
        const hint = didYouMean(name ?? '', assembly.names.known(assembly.recipe.recipe))
        if (found === null) fault('expression.unknown_node', `There is no node "${name}".`, start, end, hint)
        else upstreams.push(found)
        const measure = reference[2]
        if (context === 'measures') measures[`${name}.${measure}`] = measureNamed(assembly, name ?? '', measure ?? '')
        if (context === 'measures' && found !== null && !measuresOf(assembly, name ?? '').includes(measure ?? ''))
          fault(
            'expression.unknown_measure',
            `"${name}" has no measure "${measure}".`,
            start,
            end,
            didYouMean(measure ?? '', measuresOf(assembly, name ?? '')),
          )
      }
    }
  }
  return { variables, upstreams, ambient: [...ambient].sort(), measures }
}

/** A path relative to a folder, with `.` and `..` resolved; never above the root. */
export function join(folder: string, path: string): string {
  const parts: string[] = []
  for (const part of `${folder}${path}`.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.' && part !== '') parts.push(part)
  }
  return parts.join('/')
}

function measuresOf({ recipe }: Assembly, node: string): string[] {
  return (recipe.nodes[node]?.measures ?? []).map((measure) => measureName(measure))
}

function measureNamed({ recipe }: Assembly, node: string, measure: string): unknown {
  return (recipe.nodes[node]?.measures ?? []).find((one) => measureName(one) === measure) ?? null
}

/** A measure's name: given, or what its kind makes of its options (`null_rate_delay`). */
export function measureName(measure: string | Readonly<Record<string, unknown>>): string {
  if (typeof measure === 'string') return measure
  if (typeof measure.name === 'string') return measure.name
  const kind = measureKinds.find((candidate) => candidate.key in measure) as MeasureKind<unknown> | undefined
  return kind?.name(measure[kind.key]) ?? ''
}

async function readText(assembly: Assembly, name: string, path: Path): Promise<string | null> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await assembly.tree.read(name))
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    const place = assembly.file.placeOf(path)
    assembly.diagnostics.push(diagnostic('sql.encoding', place, `${name} is not UTF-8.`, 'Save it as UTF-8.'))
    return null
  }
}

function queryPlace(
  assembly: Assembly,
  path: Path,
  sqlFile: string | null,
  text: string,
  start: number,
  end: number,
): Place {
  return sqlFile === null
    ? scalarPlace(assembly.file, path, start, end)
    : placeAt(sourceText(sqlFile, text), start, end)
}

/** A stretch of a scalar where its text stands in the file letter by letter; else the whole scalar. */
function scalarPlace(file: WrittenFile, path: Path, start: number, end: number): Place {
  const offsets = file.offsetsOf(path)
  return offsets === null ? file.placeOf(path) : placeAt(file.source, offsets(start), offsets(end))
}

function wordEnd(text: string, start: number): number {
  const word = /^[\w$]+|^[^\s]/.exec(text.slice(start, start + 200))
  return start + (word?.[0].length ?? 1)
}
