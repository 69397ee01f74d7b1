/** Anything with an id and the ids that it depends on. */
export interface Vertex<Id> {
  readonly id: Id
  readonly upstreams: readonly Id[]
}

export type Ordered<V> =
  | { readonly ok: true; readonly order: readonly V[] }
  | { readonly ok: false; readonly cycle: readonly V[] }

/**
 * Upstreams before downstreams; among equals the given order, so that equal graphs give equal orders. Upstreams outside
 * the graph are no vertices and are passed over. Depth-first after Tarjan 1976, iterative so that no depth overflows the
 * stack; a cycle is given whole, each vertex reading the next and the last reading the first.
 */
export function topologicalOrder<Id, V extends Vertex<Id>>(vertices: readonly V[]): Ordered<V> {
  const byId = new Map(vertices.map((vertex) => [vertex.id, vertex]))
  const state = new Map<Id, 'open' | 'done'>()
  const order: V[] = []
  for (const root of vertices) {
    if (state.has(root.id)) continue
    const path: { vertex: V; next: number }[] = [{ vertex: root, next: 0 }]
    state.set(root.id, 'open')
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const id = top.vertex.upstreams[top.next++]
      if (id === undefined) {
        if (top.next > top.vertex.upstreams.length) {
          state.set(top.vertex.id, 'done')
          order.push(top.vertex)
          path.pop()
        }
        continue
      }
      const upstream = byId.get(id)
      if (upstream === undefined || state.get(id) === 'done') continue
      if (state.get(id) === 'open') {
        const start = path.findIndex((step) => step.vertex.id === id)
        return { ok: false, cycle: path.slice(start).map((step) => step.vertex) }
      }
      state.set(id, 'open')
      path.push({ vertex: upstream, next: 0 })
    }
  }
  return { ok: true, order }
}
