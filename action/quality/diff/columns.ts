import type { SchemaDiff, TypedColumn } from '../../../recipes-schema/diff/types.ts'
import type { DiffDialect, Family } from './dialects/dialect.ts'

/** A column that both sides have. */
export interface CommonColumn {
  readonly name: string
  readonly production: TypedColumn
  readonly kitchen: TypedColumn
  /** True when the types can only be compared by the values' texts. */
  readonly asText: boolean
  /** What both sides are; `other` when they are not of one family. */
  readonly family: Family
}

/** What differs in the columns themselves, and the columns that both sides have, in the kitchen's order. */
export function compareColumns(
  dialect: DiffDialect,
  production: readonly TypedColumn[],
  kitchen: readonly TypedColumn[],
): { schema: SchemaDiff; common: readonly CommonColumn[] } {
  const before = new Map(production.map((column) => [dialect.fold(column.name), column]))
  const after = new Set(kitchen.map((column) => dialect.fold(column.name)))
  const common = kitchen.flatMap((column) => {
    const old = before.get(dialect.fold(column.name))
    return old === undefined ? [] : [pairOf(dialect, old, column)]
  })
  const order = production.filter((column) => after.has(dialect.fold(column.name)))
  return {
    schema: {
      added: kitchen.filter((column) => !before.has(dialect.fold(column.name))),
      removed: production.filter((column) => !after.has(dialect.fold(column.name))),
      retyped: common
        .filter((column) => column.production.type !== column.kitchen.type)
        .map(({ name, production, kitchen }) => ({ name, from: production.type, to: kitchen.type })),
      reordered: common.some((column, index) => order[index] !== column.production),
    },
    common,
  }
}

export function isSameSchema({ added, removed, retyped, reordered }: SchemaDiff): boolean {
  return added.length + removed.length + retyped.length === 0 && !reordered
}

const numeric: ReadonlySet<Family> = new Set(['integer', 'number', 'float'])

function pairOf(dialect: DiffDialect, production: TypedColumn, kitchen: TypedColumn): CommonColumn {
  const [a, b] = [dialect.family(production.type), dialect.family(kitchen.type)]
  const sameType = production.type === kitchen.type
  const comparable = sameType
    ? dialect.hasEquality(kitchen.type)
    : (numeric.has(a) && numeric.has(b)) || (a === 'time' && b === 'time')
  const family = a === b ? a : numeric.has(a) && numeric.has(b) ? wider(a, b) : 'other'
  return { name: kitchen.name, production, kitchen, asText: !comparable, family }
}

/** Where one side is a float, both are compared as floats are. */
function wider(a: Family, b: Family): Family {
  return a === 'float' || b === 'float' ? 'float' : 'number'
}
