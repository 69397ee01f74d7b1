import type { DiffNote, UncomparedCode } from '../../../recipes-schema/diff/types.ts'
import type { Session } from '../../warehouses/warehouse.ts'
import type { CommonColumn } from './columns.ts'
import type { DiffDialect } from './dialects/dialect.ts'
import { type Restriction, restrictionSql } from './sandbox.ts'

/** A restriction with where to find what the kitchen saw. */
export type Restricted = Restriction & {
  /** The quoted relation of the kitchen's rows of the source; null where the restriction itself says which those are. */
  readonly seen: string | null
}

interface Request {
  readonly dialect: DiffDialect
  readonly kitchen: { readonly relation: string }
  readonly restrictions: readonly Restricted[]
}

/** A condition for the rows of each side that both can have; null: all of them. Or why there is none. */
export type Rows =
  | { readonly ok: true; readonly production: string | null; readonly kitchen: string | null }
  | { readonly ok: false; readonly reason: DiffNote<UncomparedCode> }

/**
 * The conditions for rows that both sides can have. The kitchen's own rows all have to meet theirs: a column that only
 * has the name of the source's does not tell which rows belong.
 */
export async function restrict(session: Session, request: Request, common: readonly CommonColumn[]): Promise<Rows> {
  const conditions: { production: string; kitchen: string }[] = []
  const { fold } = request.dialect
  for (const restriction of request.restrictions) {
    const { words, seen } = restriction
    const column = common.find(({ name }) => fold(name) === fold(restriction.column))
    if (column === undefined) return refused(words, `it has no column ${restriction.column} to tell which rows belong.`)
    const kitchen = restrictionSql(restriction, column.kitchen.name, seen)
    const [row] = await session.rows<{ outside: number }>(
      `SELECT count(*) AS outside FROM ${request.kitchen.relation} WHERE NOT (${kitchen})`,
    )
    if (row?.outside !== 0) return refused(words, `its column ${column.name} is not that of the source.`)
    conditions.push({ kitchen, production: restrictionSql(restriction, column.production.name, seen) })
  }
  const joined = (side: 'production' | 'kitchen'): string | null =>
    conditions.length === 0 ? null : conditions.map((one) => one[side]).join(' AND ')
  return { ok: true, production: joined('production'), kitchen: joined('kitchen') }
}

export function restrictionNotes(restrictions: readonly Restricted[]): DiffNote[] {
  return restrictions.map(({ words }) => ({
    code: 'on_a_sample',
    message: `The kitchen saw ${words}: only rows that both sides can have are compared.`,
  }))
}

function refused(words: string, why: string): Rows {
  return { ok: false, reason: { code: 'sampled', message: `the kitchen saw ${words}, and ${why}` } }
}
