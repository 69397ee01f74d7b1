import type {
  ColumnDiff,
  ComparedNode,
  DiffNote,
  Matching,
  SchemaDiff,
  TypedColumn,
  UncomparedNode,
} from '../../../recipes-schema/diff/types.ts'
import { quoteName } from '../../../recipes-schema/sql/rewrite.ts'
import type { Session } from '../../warehouses/warehouse.ts'
import { type CommonColumn, compareColumns, isSameSchema } from './columns.ts'
import { type ComparedRows, chooseBuckets, compareRows, isSingle, type Sizes, sizesOf } from './compare-rows.ts'
import type { Comparison } from './comparison.ts'
import type { DiffDialect } from './dialects/dialect.ts'
import type { Key } from './key.ts'
import { columnNotes, rowNotes } from './notes.ts'
import { profileColumns } from './profile.ts'
import type { ProfiledColumn } from './profile-sql.ts'
import { type Restricted, restrict, restrictionNotes } from './restrict.ts'
import { sampleRows } from './samples.ts'

/** One side's build: where its rows are, and a checksum over them where one was kept. */
export interface BuildSide {
  readonly relation: string
  readonly rows: number | null
  readonly checksum: string | null
}

export interface DiffRequest {
  readonly recipe: string
  readonly node: string
  readonly dialect: DiffDialect
  /** The columns of a quoted relation, in their order. */
  readonly columnsOf: (relation: string) => Promise<readonly TypedColumn[]>
  readonly production: BuildSide
  readonly kitchen: BuildSide
  readonly key: Key | null
  /** Floats are equal within this part of their size. */
  readonly tolerance: number
  /** How many rows of each kind may be shown; 0: none, they are people's data. */
  readonly samples: number
  /** Where the kitchen did not see all of its sources: which rows both sides can have. */
  readonly restrictions: readonly Restricted[]
  /** The columns that masks reach in the kitchen, in lower case: they are not compared. */
  readonly masked?: ReadonlySet<string>
}

/** A profile of at most so many columns: a table of a thousand is not read by anybody. */
const mostColumns = 40

/** Above so many rows a closer look is one at a sample of them. */
const mostExact = 1_000_000

/** How many rows that sample has: an estimate of any share within half a per cent. */
const lookedAt = 50_000

/** What changes from production's build of a node to the kitchen's. Reads both, changes nothing. */
export async function diffRelations(session: Session, request: DiffRequest): Promise<ComparedNode | UncomparedNode> {
  const { dialect, recipe, node } = request
  const production = await request.columnsOf(request.production.relation)
  const kitchen = await request.columnsOf(request.kitchen.relation)
  const { schema, common: both } = compareColumns(dialect, production, kitchen)
  const hidden = both.filter(({ name }) => request.masked?.has(name.toLowerCase()))
  const common = both.filter((column) => !hidden.includes(column))
  const frame = { recipe, node, outcome: 'compared', schema } as const
  if (isSameSchema(schema) && isSameContent(request)) {
    const rows = request.kitchen.rows ?? 0
    const counts = { production: rows, kitchen: rows, added: 0, removed: 0, changed: 0 }
    return { ...frame, matching: { by: 'checksum' }, rows: counts, columns: [], notes: [], samples: null }
  }
  if (common.length === 0) {
    const reason =
      hidden.length > 0
        ? ({ code: 'masked', message: 'the kitchen sees all columns that both sides have masked.' } as const)
        : ({ code: 'no_common_column', message: 'The two sides have no column in common.' } as const)
    return { recipe, node, outcome: 'not_compared', reason }
  }
  const restricted = await restrict(session, request, common)
  if (!restricted.ok) return { recipe, node, outcome: 'not_compared', reason: restricted.reason }
  const comparison = comparisonOf(request, common, restricted)
  const sizes = await sizesOf(session, comparison)
  const rows = await compareRows(session, comparison, sizes, await chooseBuckets(session, comparison, sizes))
  const columns = await diffColumns(session, comparison, schema, sizes, rows)
  return {
    ...frame,
    matching: matchingOf(request, comparison, sizes),
    rows: {
      production: sizes.production.rows,
      kitchen: sizes.kitchen.rows,
      added: rows.added,
      removed: rows.removed,
      changed: rows.changed,
    },
    columns: columns.diffs,
    notes: [
      ...rowNotes(request.key, comparison.key, sizes, rows),
      ...columnNotes(comparison.values),
      ...columns.notes,
      ...restrictionNotes(request.restrictions),
      ...maskedNotes(hidden.map(({ name }) => name)),
    ],
    samples: request.samples === 0 ? null : await sampleRows(session, comparison, request.samples),
  }
}

function maskedNotes(names: readonly string[]): DiffNote[] {
  if (names.length === 0) return []
  const message = `The kitchen sees ${names.join(', ')} masked: not compared.`
  return [{ code: 'masked_columns', message }]
}

function isSameContent({ production, kitchen }: DiffRequest): boolean {
  return (
    production.relation === kitchen.relation || (kitchen.checksum !== null && kitchen.checksum === production.checksum)
  )
}

function comparisonOf(
  request: DiffRequest,
  common: readonly CommonColumn[],
  where: { readonly production: string | null; readonly kitchen: string | null },
): Comparison {
  const { dialect } = request
  const wanted = request.key?.columns.map(dialect.fold) ?? []
  const key = wanted.flatMap((name) => common.find((column) => dialect.fold(column.name) === name) ?? [])
  const usable = key.length === wanted.length ? key : []
  return {
    dialect,
    production: { relation: request.production.relation, where: where.production },
    kitchen: { relation: request.kitchen.relation, where: where.kitchen },
    key: usable,
    values: common.filter((column) => !usable.includes(column)),
    tolerance: request.tolerance,
  }
}

function matchingOf({ key }: DiffRequest, comparison: Comparison, sizes: Sizes): Matching {
  if (comparison.key.length === 0 && isSingle(sizes)) return { by: 'single_row' }
  if (key === null || comparison.key.length === 0) return { by: 'row' }
  return { by: 'key', columns: comparison.key.map(({ name }) => name), from: key.from }
}

/** The columns that may differ in anything, summed up; the most changed first. */
async function diffColumns(
  session: Session,
  comparison: Comparison,
  schema: SchemaDiff,
  sizes: Sizes,
  rows: ComparedRows,
): Promise<{ diffs: ColumnDiff[]; notes: DiffNote[] }> {
  const moved = rows.added + rows.removed > 0
  const changes = new Map(comparison.values.map((column, index) => [column, rows.changedValues?.[index] ?? null]))
  const touched = [...comparison.key, ...comparison.values].filter(
    (column) => moved || (changes.get(column) ?? 0) > 0 || column.production.type !== column.kitchen.type,
  )
  const sorted = touched.sort((a, b) => (changes.get(b) ?? -1) - (changes.get(a) ?? -1))
  const pending = [
    ...sorted.map((column) => ({
      profiled: bothSides(comparison, column),
      changed: changes.get(column) ?? null,
      ...typesOf(column),
    })),
    ...schema.added.map((column) => oneSide(comparison.dialect, column, 'kitchen')),
    ...schema.removed.map((column) => oneSide(comparison.dialect, column, 'production')),
  ]
  const shown = pending.slice(0, mostColumns)
  const most = Math.max(sizes.production.rows, sizes.kitchen.rows)
  const oneIn = most > mostExact ? Math.ceil(most / lookedAt) : 1
  const profiles = await profileColumns(
    session,
    comparison,
    shown.map(({ profiled }) => profiled),
    oneIn,
  )
  const diffs = shown.flatMap(({ profiled, type, changed }, index): ColumnDiff[] => {
    const profile = profiles[index] ?? { production: null, kitchen: null, distribution: null }
    return [{ name: profiled.name, type, changed, ...profile }]
  })
  return { diffs, notes: profileNotes(pending.length - shown.length, shown.length > 0 ? oneIn : 1) }
}

interface PendingColumn {
  readonly profiled: ProfiledColumn
  readonly type: ColumnDiff['type']
  readonly changed: number | null
}

function typesOf({ production, kitchen }: CommonColumn): { type: ColumnDiff['type'] } {
  return { type: { production: production.type, kitchen: kitchen.type } }
}

function bothSides({ dialect }: Comparison, column: CommonColumn): ProfiledColumn {
  const expression = (side: 'production' | 'kitchen'): string => {
    const name = quoteName(column[side].name)
    return column.asText ? dialect.text(name) : name
  }
  const expressions = { production: expression('production'), kitchen: expression('kitchen') }
  return { name: column.name, family: column.asText ? 'text' : column.family, expressions }
}

function oneSide(dialect: DiffDialect, { name, type }: TypedColumn, side: 'production' | 'kitchen'): PendingColumn {
  const plain = dialect.hasEquality(type) ? quoteName(name) : dialect.text(quoteName(name))
  const expressions = { production: null, kitchen: null, [side]: plain }
  const types = { production: null, kitchen: null, [side]: type }
  return { profiled: { name, family: dialect.family(type), expressions }, type: types, changed: null }
}

function profileNotes(left: number, oneIn: number): DiffNote[] {
  return [
    ...(left > 0 ? [{ code: 'columns_left_out', message: `${left} more columns are not summed up.` } as const] : []),
    ...(oneIn > 1
      ? [
          {
            code: 'approximate',
            message: `Quantiles and distributions are of one key in ${oneIn}, the same keys on both sides; distinct counts are near. Row counts, NULLs, means and ends are exact.`,
          } as const,
        ]
      : []),
  ]
}
