import { createHash } from 'node:crypto'
import type { RunKey } from './orchestrator.ts'

/** The longest id that every tool takes. */
const longest = 200

/** A run's key: of letters, digits, `.`, `_` and `-` alone, and the same for the same order, node and number. */
export function runKey(order: string, node: string, number: number): RunKey {
  const plain = `galley_${order}_${node}_${number}`.replaceAll(/[^\w.-]/g, '-')
  const hash = createHash('sha256').update(`${order}\n${node}\n${number}`).digest('hex').slice(0, 16)
  const id = plain.length <= longest ? plain : `${plain.slice(0, longest - hash.length - 1)}_${hash}`
  return { id, order, node, number }
}
