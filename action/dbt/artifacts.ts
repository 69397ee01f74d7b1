import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { NodeFailure } from '../nodes/node.ts'
import { decoder, having, listOf, text, textOrNull } from '../orchestrators/decode.ts'

/** How one node of dbt's came out: run_results.json, v6. */
export interface DbtResult {
  readonly unique_id: string
  readonly status: string
  readonly message?: string | null
  readonly failures?: number | null
  readonly execution_time: number
  readonly relation_name?: string | null
}

/** What of a node the manifest says: manifest.json, v12. */
export interface DbtNode {
  readonly unique_id: string
  readonly resource_type: string
  readonly name: string
  readonly original_file_path: string
  readonly depends_on?: { readonly nodes?: readonly string[] }
  readonly config?: { readonly severity?: string | null }
  readonly relation_name?: string | null
}

const result = having(
  {
    unique_id: text,
    status: text,
    message: textOrNull,
    failures: { type: ['integer', 'null'] },
    execution_time: { type: 'number' },
    relation_name: textOrNull,
  },
  ['unique_id', 'status', 'execution_time'],
)
const decodeResults = decoder<{ readonly results: readonly DbtResult[] }>(
  'results',
  having({ results: listOf(result) }),
)

const node = having({ unique_id: text, resource_type: text, name: text, original_file_path: text })
const decodeManifest = decoder<{ readonly nodes: Readonly<Record<string, DbtNode>> }>(
  'a manifest',
  having({ nodes: { type: 'object', additionalProperties: node } }),
)

/** What dbt has left of its last run; null where it has not come so far. */
export async function readResults(target: string): Promise<readonly DbtResult[] | null> {
  const value = await readJson(join(target, 'run_results.json'))
  return value === null ? null : decodeResults(value).results
}

export async function readManifest(target: string): Promise<Readonly<Record<string, DbtNode>>> {
  const value = await readJson(join(target, 'manifest.json'))
  return value === null ? {} : decodeManifest(value).nodes
}

async function readJson(path: string): Promise<unknown> {
  const written = await readFile(path, 'utf8').catch(() => null)
  if (written === null) return null
  try {
    return JSON.parse(written)
  } catch {
    throw new NodeFailure('dbt.artifact', `What dbt has left in ${path} is no JSON.`)
  }
}
