import { sha256 } from '../../text/digest.ts'
import type { SqlPart } from '../parser.ts'

/** What is taken in of each read: the rows and these columns; null: all of it. */
type Reads = Map<number, Set<string> | null>

/** A part of a query under analysis: its digest, and what it takes in. */
export interface Part {
  readonly canonical: string
  readonly reads: ReadonlyMap<number, ReadonlySet<string> | null>
  readonly parameters: ReadonlySet<string>
}

/** What a part takes in, while it is being read. */
export interface Draft {
  readonly reads: Reads
  readonly parameters: Set<string>
}

export function newDraft(): Draft {
  return { reads: new Map(), parameters: new Set() }
}

/** The part with this canonical value, which has to be plain JSON. */
export function partOf(value: unknown, { reads, parameters }: Draft): Part {
  return { canonical: sha256(JSON.stringify(value)), reads, parameters }
}

/** Several parts as one. */
export function mergeParts(label: string, parts: readonly Part[]): Part {
  const draft = newDraft()
  return partOf([label, takeAll(draft, parts)], draft)
}

/** Takes in all that a part takes in; gives its digest. */
export function take({ reads, parameters }: Draft, part: Part): string {
  for (const [read, columns] of part.reads) {
    const before = reads.get(read)
    if (columns === null || before === null) reads.set(read, null)
    else reads.set(read, before === undefined ? new Set(columns) : addAll(before, columns))
  }
  addAll(parameters, part.parameters)
  return part.canonical
}

export function takeAll(draft: Draft, parts: readonly Part[]): string[] {
  return parts.map((part) => take(draft, part))
}

/** In the neutral shape, in an order that does not depend on the way it was found. */
export function shapeOfPart({ canonical, reads, parameters }: Part): SqlPart {
  const uses = [...reads]
    .sort(([a], [b]) => a - b)
    .map(([read, columns]) => ({ read, columns: columns === null ? null : [...columns].sort() }))
  return { canonical, uses, parameters: [...parameters].sort() }
}

function addAll<T>(to: Set<T>, from: ReadonlySet<T>): Set<T> {
  for (const one of from) to.add(one)
  return to
}
