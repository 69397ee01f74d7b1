import { measureKind } from '../../recipes-schema/quality/measures/index.ts'
import type { Node } from '../../recipes-schema/recipe/types.ts'
import { NodeFailure } from '../nodes/node.ts'
import type { Session } from '../warehouses/warehouse.ts'

/**
 * Takes all measures of a node in one scan. A measure over no rows may be NULL, which is a missing point. A value that is
 * not a finite number is a failure that names the measure.
 */
export async function takeMeasures(
  node: Node,
  relation: string,
  session: Session,
): Promise<Map<string, number | null>> {
  if (node.measures.length === 0) return new Map()
  const aggregates = node.measures.map(
    ({ kind, options }, index) => `${measureKind(kind).aggregate(String(options))} AS m${index}`,
  )
  let row: Readonly<Record<string, unknown>> | undefined
  try {
    ;[row] = await session.rows(`SELECT ${aggregates.join(', ')} FROM ${relation}`)
  } catch (error) {
    const place = node.measures[0]?.place ?? node.place
    throw new NodeFailure(
      'measure.failed',
      `The measures could not be taken: ${(error as Error).message.split('\n')[0]}`,
      place,
    )
  }
  return new Map(
    node.measures.map(({ name, place }, index) => {
      const raw = row?.[`m${index}`]
      const value = raw === null || raw === undefined ? null : Number(raw)
      if (value !== null && !Number.isFinite(value))
        throw new NodeFailure(
          'measure.not_a_number',
          `The measure ${name} is ${String(raw)}, not a finite number.`,
          place,
        )
      return [name, value]
    }),
  )
}
