import type { Source, SourceColumn } from '../../recipes-schema/recipe/sources.ts'
import { quoteName } from '../../recipes-schema/sql/rewrite.ts'
import { exits, Fault } from '../fault.ts'
import type { Column } from '../warehouses/warehouse.ts'

/** What a source's nodes see of it, where its recipe declares columns. */
export interface DeclaredColumns {
  /** A SELECT list: the declared columns in their order, each with its type. */
  readonly list: string
  /** The same as columns. */
  readonly columns: readonly Column[]
  /** The columns that a declared one is made of another type, with the type that they have now. */
  readonly cast: readonly { readonly column: SourceColumn; readonly from: Column }[]
  /** The names of the columns that nobody declares. */
  readonly extra: readonly string[]
}

/**
 * The declared columns of a source over those that it really has; a missing one is a fault. `typeOf` says as what a type
 * is known where the list runs; null: there the column stays as it is.
 */
export function declaredColumns(
  source: Source,
  declared: readonly SourceColumn[],
  found: readonly Column[],
  typeOf: (type: string) => string | null = (type) => type,
): DeclaredColumns {
  checkDeclaration(source, declared)
  const pairs = declared.map((column) => ({ column, from: findColumn(column.name, found) }))
  const missing = pairs.flatMap(({ column, from }) => (from === undefined ? [column.name] : []))
  if (missing.length > 0) {
    const message = `The source ${source.name} has no ${missing.length === 1 ? 'column' : 'columns'} ${missing.join(', ')}, which the recipe declares.`
    const hint = `It has ${found.map(({ name }) => name).join(', ')}. Mend the delivery, or the source's \`columns:\`.`
    throw schemaFault(source, message, hint)
  }
  const whole = pairs.flatMap(({ column, from }) =>
    from === undefined ? [] : [{ column, from, as: typeOf(column.type) }],
  )
  const used = new Set(whole.map(({ from }) => from.name))
  return {
    list: whole
      .map(({ column, from, as }) => {
        const read = as === null ? quoteName(from.name) : `CAST(${quoteName(from.name)} AS ${as})`
        return `${read} AS ${quoteName(column.name)}`
      })
      .join(', '),
    columns: whole.map(({ column, from, as }) => ({ name: column.name, type: as === null ? from.type : plain(as) })),
    cast: whole.filter(({ from, as }) => as !== null && plain(as) !== plain(from.type)),
    extra: found.map(({ name }) => name).filter((name) => !used.has(name)),
  }
}

/** A source that is not as its recipe declares it. */
export function schemaFault({ place }: Source, message: string, hint: string): Fault {
  const location = { file: place.file, line: place.line, column: place.column, path: null }
  return new Fault('source.schema', exits.usage, message, hint, location)
}

/** As the engine finds a name: as it is written, else whatever its case. */
function findColumn(name: string, found: readonly Column[]): Column | undefined {
  return (
    found.find((column) => column.name === name) ??
    found.find((column) => column.name.toLowerCase() === name.toLowerCase())
  )
}

/** Words, sizes and what types are nested in, never the end of the cast that it stands in. */
const typeText = /^[a-z_][\w ,()[\]]*$/i

function checkDeclaration(source: Source, declared: readonly SourceColumn[]): void {
  for (const { name, type } of declared) {
    if (typeText.test(type.trim()) && isBalanced(type)) continue
    const message = `${JSON.stringify(type)}, of the column ${name} of the source ${source.name}, is no type.`
    throw schemaFault(source, message, 'Write one as SQL has it: bigint, decimal(10, 2), varchar[].')
  }
  const twice = declared.find(({ name }, index) =>
    declared.slice(0, index).some((other) => other.name.toLowerCase() === name.toLowerCase()),
  )
  if (twice === undefined) return
  throw schemaFault(
    source,
    `The source ${source.name} declares the column ${twice.name} twice.`,
    'Case tells no columns apart.',
  )
}

function isBalanced(type: string): boolean {
  let depth = 0
  for (const character of type) {
    if (character === '(') depth++
    if (character === ')') depth--
    if (depth < 0) return false
  }
  return depth === 0
}

/** The names that DuckDB and PostgreSQL both give a type of several names. */
const names: Readonly<Record<string, string>> = {
  int: 'integer',
  int2: 'smallint',
  int4: 'integer',
  int8: 'bigint',
  string: 'varchar',
  bool: 'boolean',
  timestamptz: 'timestamp with time zone',
  'timestamp without time zone': 'timestamp',
  'character varying': 'varchar',
}

function plain(type: string): string {
  const text = type.trim().toLowerCase()
  return names[text] ?? text
}
