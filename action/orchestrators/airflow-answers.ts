import { count, decoder, flag, having, listOf, text, textOrNull } from './decode.ts'

export interface Dag {
  readonly is_paused: boolean
  readonly has_import_errors?: boolean | null
  /** API v2. */
  readonly is_stale?: boolean | null
  /** API v1. */
  readonly is_active?: boolean | null
}

export interface Run {
  readonly state: string
  readonly note?: string | null
}

export interface Task {
  readonly task_id: string
  /** -1 or absent for a task that is not mapped. */
  readonly map_index?: number
  readonly state: string | null
  readonly start_date: string | null
  readonly end_date: string | null
  readonly try_number: number
}

export const decodeVersion = decoder<{ readonly version: string }>('a version', having({ version: text }))

export const decodeDag = decoder<Dag>(
  'a DAG',
  having({ is_paused: flag, has_import_errors: { type: ['boolean', 'null'] } }, ['is_paused']),
)

export const decodeRun = decoder<Run>('a run', having({ state: text, note: textOrNull }, ['state']))

const task = having(
  {
    task_id: text,
    map_index: { type: 'integer' },
    state: textOrNull,
    start_date: textOrNull,
    end_date: textOrNull,
    try_number: count,
  },
  ['task_id', 'state', 'start_date', 'end_date', 'try_number'],
)

export const decodeTasks = decoder<{ readonly task_instances: readonly Task[]; readonly total_entries: number }>(
  'tasks',
  having({ task_instances: listOf(task), total_entries: count }),
)

export const decodeXcom = decoder<{ readonly value: unknown }>('an XCom', having({ value: {} }))
