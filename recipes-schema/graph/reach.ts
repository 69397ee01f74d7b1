import type { Vertex } from './order.ts'

export type Direction = 'upstream' | 'downstream'

/**
 * Everything that can be reached from some vertices in at most `steps` steps, the vertices themselves apart unless they
 * reach one another. Breadth first, each vertex once: linear in the graph.
 */
export function reach<Id>(
  vertices: readonly Vertex<Id>[],
  from: readonly Id[],
  direction: Direction,
  steps: number,
): Set<Id> {
  const next = direction === 'upstream' ? upstreamsOf(vertices) : downstreamsOf(vertices)
  const reached = new Set<Id>()
  let front: readonly Id[] = from
  for (let step = 0; step < steps && front.length > 0; step++) {
    const found: Id[] = []
    for (const id of front.flatMap((one) => next.get(one) ?? [])) {
      if (reached.has(id)) continue
      reached.add(id)
      found.push(id)
    }
    front = found
  }
  return reached
}

/** Who reads each vertex. */
export function downstreamsOf<Id>(vertices: readonly Vertex<Id>[]): Map<Id, Id[]> {
  const readers = new Map<Id, Id[]>()
  for (const { id, upstreams } of vertices)
    for (const upstream of upstreams) {
      const known = readers.get(upstream)
      if (known === undefined) readers.set(upstream, [id])
      else known.push(id)
    }
  return readers
}

function upstreamsOf<Id>(vertices: readonly Vertex<Id>[]): Map<Id, readonly Id[]> {
  return new Map(vertices.map(({ id, upstreams }) => [id, upstreams]))
}
