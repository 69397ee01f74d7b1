/** Records of one kind by their ids, in the order in which they came. */
export class Table<T extends { readonly id: number }> {
  readonly #records = new Map<number, T>()

  add(record: T): T {
    this.#records.set(record.id, record)
    return record
  }

  get(id: number): T | undefined {
    return this.#records.get(id)
  }

  delete(id: number): void {
    this.#records.delete(id)
  }

  all(): T[] {
    return [...this.#records.values()]
  }
}
