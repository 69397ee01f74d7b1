import { columnsOf } from '../../../recipes-schema/sql/columns/index.ts'
import type { SqlColumns, SqlPart, SqlShape } from '../../../recipes-schema/sql/parser.ts'
import { parser } from '../../support/project.ts'

/** The columns that the queries' relations are known to have; those of `raw` and `log` are unknown. */
export const schemas: Record<string, readonly string[]> = { t: ['a', 'b', 's'], u: ['a', 'c'], w: ['k', 'v'] }

export async function analyse(
  text: string,
  dialect: string,
  known = schemas,
): Promise<{ shape: SqlShape; columns: SqlColumns | null }> {
  const parsed = await parser().parse(text, dialect)
  if (!parsed.ok) throw new Error(parsed.message)
  // A shape is kept on disk: what is read back has to be the same.
  const shape = JSON.parse(JSON.stringify(parsed.shape)) as SqlShape
  return { shape, columns: columnsOf(shape, (read) => known[shape.reads[read]?.name.toLowerCase() ?? ''] ?? null) }
}

/** `t.a u raw.*`: the column a of t, which rows u has, and all of raw. */
function usesOf({ uses, parameters }: SqlPart, { reads }: SqlShape): string {
  const names = uses.map(({ read, columns }) => {
    const name = reads[read]?.name ?? ''
    if (columns === null) return `${name}.*`
    return columns.length === 0 ? name : columns.map((column) => `${name}.${column}`).join(' ')
  })
  return [...names, ...parameters.map((name) => `$${name}`)].join(' ') || '-'
}

/** `rows <- t | x <- t.a`; a `!` at the end says that the engine has a choice. */
export async function told(text: string, dialect: string): Promise<string> {
  const { shape, columns } = await analyse(text, dialect)
  if (columns === null) return 'gives up'
  const parts = columns.columns.map((column) => `${column.name ?? '?'} <- ${usesOf(column, shape)}`)
  return [`rows <- ${usesOf(columns.rows, shape)}`, ...parts].join(' | ') + (columns.repeatable ? '' : ' !')
}
