import type { Facts } from '../../../recipes-schema/quality/mutate/suggest.ts'
import { isNumber, type MutableColumn } from '../../../recipes-schema/quality/mutate/types.ts'
import type { Measure, Node } from '../../../recipes-schema/recipe/types.ts'
import { quoteName } from '../../../recipes-schema/sql/rewrite.ts'
import type { Session } from '../../warehouses/warehouse.ts'

/** What suggestions need to know of the data, in one scan. */
export async function factsOf(
  node: Node,
  relation: string,
  columns: readonly MutableColumn[],
  session: Session,
): Promise<Facts> {
  const items = columns.flatMap(({ name, type }, index) => {
    const column = quoteName(name)
    return [
      `count(${column}) AS n${index}`,
      `count(DISTINCT ${column}) AS d${index}`,
      ...(isNumber(type) ? [`min(${column}) AS l${index}`, `max(${column}) AS g${index}`] : []),
    ]
  })
  const [row] = await session.rows(`SELECT count(*) AS "rows", ${items.join(', ')} FROM ${relation} AS original`)
  const rows = Number(row?.rows ?? 0)
  const numberAt = (key: string): number | null =>
    row?.[key] === null || row?.[key] === undefined ? null : Number(row[key])
  const full = columns.filter((_, index) => numberAt(`n${index}`) === rows)
  const key = columns.find((_, index) => rows > 0 && numberAt(`d${index}`) === rows)
  const ranges = columns.flatMap(({ name }, index) => {
    const [least, greatest] = [numberAt(`l${index}`), numberAt(`g${index}`)]
    return least === null || greatest === null ? [] : [[name, [least, greatest] as const] as const]
  })
  return {
    node: node.name,
    full: new Set(full.map(({ name }) => name)),
    key: key === undefined ? null : [key.name],
    ranges: new Map(ranges),
    measured: new Map(node.measures.map((one) => [measured(one), one.name])),
  }
}

/** `kind column` for a measure of one column, else its kind. */
function measured({ kind, options }: Measure): string {
  return typeof options === 'string' ? `${kind} ${options}` : kind
}
