import type { NodeChild } from '../../recipes-schema/report/types.ts'
import { type StateTable, stateOf } from '../orchestrators/orchestrator.ts'

/** What a line of `dbt --log-format json` says. */
export interface DbtEvent {
  readonly code: string
  readonly level: string
  /** Without colours. */
  readonly message: string
  /** The model, seed, snapshot or test that it is about, as it stands now; null: none. */
  readonly child: NodeChild | null
}

/** dbt's words for how a node stands; a word that is not here is no success. */
export const dbtStates: StateTable<NodeChild['state']> = {
  started: 'running',
  compiling: 'running',
  executing: 'running',
  success: 'succeeded',
  pass: 'succeeded',
  warn: 'succeeded',
  'no-op': 'skipped',
  skipped: 'skipped',
  'partial success': 'failed',
  error: 'failed',
  fail: 'failed',
  'runtime error': 'failed',
}

/** The events that tell of nodes in the same way, whatever they are. */
const [begins, ends] = ['Q024', 'Q025'] as const

interface Written {
  readonly info?: { readonly code?: unknown; readonly level?: unknown; readonly msg?: unknown }
  readonly data?: { readonly node_info?: Readonly<Record<string, unknown>> }
}

/** Null for a line that is no event: what a plugin prints, or a line that was too long. */
export function dbtEvent(line: string): DbtEvent | null {
  const { info, data } = parsed(line) ?? {}
  if (typeof info?.code !== 'string' || typeof info.level !== 'string') return null
  const { code, level, msg } = info
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are what it takes out
  const message = typeof msg === 'string' ? msg.replaceAll(/\u001b\[[0-9;]*m/g, '') : ''
  return { code, level, message, child: code === begins || code === ends ? childOf(data?.node_info ?? {}) : null }
}

function childOf(info: Readonly<Record<string, unknown>>): NodeChild | null {
  const { unique_id: name, node_status: word } = info
  if (typeof name !== 'string' || typeof word !== 'string') return null
  const [started, ended] = [moment(info.node_started_at), moment(info.node_finished_at)]
  const tries = started === null ? 0 : 1
  return {
    name,
    state: stateOf(dbtStates, word) ?? (ended === null ? 'running' : 'failed'),
    word,
    started,
    ended,
    tries,
  }
}

/** dbt's times are of UTC and do not say so. */
function moment(written: unknown): string | null {
  if (typeof written !== 'string' || written === '') return null
  return /Z$|[+-]\d\d:\d\d$/.test(written) ? written : `${written}Z`
}

function parsed(line: string): Written | null {
  try {
    const value = JSON.parse(line) as unknown
    return value !== null && typeof value === 'object' ? (value as Written) : null
  } catch {
    return null
  }
}
