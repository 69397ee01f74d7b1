export interface BoundedCache<Value> {
  /** The value for a key; made once, also when asked for twice at the same time. A failure is not kept. */
  get(key: string, make: () => Promise<Value>): Promise<Value>
  has(key: string): boolean
}

/** Keeps the values that were used last, `limit` of them. */
export function boundedCache<Value>(limit: number): BoundedCache<Value> {
  const values = new Map<string, Promise<Value>>()
  return {
    has: (key) => values.has(key),
    get(key, make) {
      const value = values.get(key) ?? make()
      // A Map remembers the order of insertion: the first key is the one that was not used for longest.
      values.delete(key)
      values.set(key, value)
      value.catch(() => values.delete(key))
      const oldest = values.keys().next().value
      if (values.size > limit && oldest !== undefined) values.delete(oldest)
      return value
    },
  }
}
