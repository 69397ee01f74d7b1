import type { Node, Source } from '../../recipes-schema/recipe/types.ts'
import type { NodeResult, WorkError } from '../../recipes-schema/report/types.ts'
import { Fault } from '../fault.ts'
import type { Build } from '../ledger/builds.ts'
import { NodeFailure } from '../nodes/node.ts'

/** What a report says of a node. */
export function resultOf(
  node: Node,
  state: NodeResult['state'],
  seconds: number,
  build: Build | null,
  error: WorkError | null,
): NodeResult {
  const { recipe, name, kind } = node
  const attempts = state === 'succeeded' || state === 'failed' ? 1 : 0
  return {
    recipe,
    node: name,
    kind,
    state,
    seconds,
    attempts,
    rows: build?.row_count ?? null,
    relation: build?.relation ?? null,
    error,
  }
}

/** A source that could not be brought in, as a report says it: nothing that stands on it was made. */
export function failedSource(source: Source, message: string): NodeResult {
  const { recipe, name, place } = source
  const error = { code: 'source.failed', message, location: { file: place.file, line: place.line } }
  return {
    recipe,
    node: name,
    kind: 'source',
    state: 'failed',
    seconds: 0,
    attempts: 1,
    rows: null,
    relation: null,
    error,
  }
}

/** Why a node failed, with the person's own file and line. */
export function workError(error: unknown, node: Node): WorkError {
  if (error instanceof NodeFailure)
    return { code: error.code, message: error.message, location: error.location ?? place(node) }
  if (error instanceof Fault) return { code: error.code, message: error.message, location: place(node) }
  return { code: 'node.failed', message: firstLine(error), location: place(node) }
}

/** Where the recipe declares a node. */
export function place(node: Node): { file: string; line: number } {
  return { file: node.place.file, line: node.place.line }
}

/** The first line of an error's message. */
export function firstLine(error: unknown): string {
  return String((error as Error).message ?? error).split('\n')[0] ?? ''
}
