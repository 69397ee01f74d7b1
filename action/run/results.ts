import type { Node, Source } from '../../recipes-schema/recipe/types.ts'
import type { NodeResult, WorkError } from '../../recipes-schema/report/types.ts'
import { Fault } from '../fault.ts'
import type { Build } from '../ledger/builds.ts'
import { NodeFailure } from '../nodes/node.ts'

interface Details {
  readonly seconds?: number
  readonly attempts?: number
  readonly build?: Build | null
  readonly error?: WorkError | null
  readonly tolerated?: boolean
}

/** What a report says of a node. */
export function resultOf(node: Node, state: NodeResult['state'], details: Details): NodeResult {
  const { seconds = 0, attempts = 0, build = null, error = null, tolerated = false } = details
  const { recipe, name, kind } = node
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
    ...(tolerated ? { tolerated } : {}),
  }
}

/** A source that could not be brought in, as a report says it: nothing that stands on it was made. */
export function failedSource(
  { recipe, name, place }: Source,
  { code, message }: Pick<WorkError, 'code' | 'message'>,
): NodeResult {
  const error = { code, message, location: { file: place.file, line: place.line } }
  const frame = { recipe, node: name, kind: 'source', state: 'failed', seconds: 0, attempts: 1 } as const
  return { ...frame, rows: null, relation: null, error }
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
