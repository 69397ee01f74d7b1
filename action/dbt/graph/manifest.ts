import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { decoder, having, listOf, text, textOrNull } from '../../orchestrators/decode.ts'

/** What of dbt's manifest.json, v12, a graph of Galley's is made from. */
export interface Manifest {
  readonly metadata: { readonly adapter_type: string; readonly project_name: string }
  readonly nodes: Readonly<Record<string, ManifestNode>>
  readonly sources: Readonly<Record<string, ManifestSource>>
  readonly unit_tests?: Readonly<Record<string, ManifestUnitTest>>
}

export interface ManifestUnitTest {
  readonly unique_id: string
  readonly name: string
  readonly depends_on?: { readonly nodes?: readonly string[] }
  readonly given: readonly ({ readonly input: string } & UnitRows)[]
  readonly expect: UnitRows
  readonly overrides?: Readonly<Record<string, Readonly<Record<string, unknown>> | null>> | null
}

export interface UnitRows {
  readonly rows?: unknown
  readonly format?: string
  readonly fixture?: string | null
}

export interface ManifestNode {
  readonly unique_id: string
  readonly resource_type: string
  readonly name: string
  readonly package_name: string
  readonly original_file_path: string
  readonly database?: string | null
  readonly schema: string
  readonly alias: string
  readonly description?: string
  readonly tags?: readonly string[]
  readonly language?: string | null
  readonly compiled_code?: string | null
  readonly depends_on?: { readonly nodes?: readonly string[] }
  readonly config: ManifestConfig
  /** Of tests: what they are about, and what their macro is given. */
  readonly attached_node?: string | null
  readonly test_metadata?: {
    readonly name: string
    readonly namespace?: string | null
    readonly kwargs: Readonly<Record<string, unknown>>
  } | null
}

export interface ManifestConfig {
  readonly materialized?: string | null
  readonly meta?: Readonly<Record<string, unknown>>
  readonly column_types?: Readonly<Record<string, string>>
  readonly 'pre-hook'?: readonly unknown[]
  readonly 'post-hook'?: readonly unknown[]
  readonly severity?: string | null
  readonly where?: string | null
  readonly fail_calc?: string | null
  readonly warn_if?: string | null
  readonly error_if?: string | null
}

export interface ManifestSource {
  readonly unique_id: string
  readonly source_name: string
  readonly name: string
  readonly database?: string | null
  readonly schema: string
  readonly identifier: string
  readonly description?: string
  readonly meta?: Readonly<Record<string, unknown>>
  readonly config?: { readonly meta?: Readonly<Record<string, unknown>> }
}

const anything = { type: 'object' }
const texts = listOf(text)
const node = having(
  {
    unique_id: text,
    resource_type: text,
    name: text,
    package_name: text,
    original_file_path: text,
    database: textOrNull,
    schema: text,
    alias: text,
    description: text,
    tags: texts,
    language: textOrNull,
    compiled_code: textOrNull,
    depends_on: having({ nodes: texts }, []),
    config: having(
      {
        materialized: textOrNull,
        meta: anything,
        column_types: { type: 'object', additionalProperties: text },
        'pre-hook': { type: 'array' },
        'post-hook': { type: 'array' },
        severity: textOrNull,
        where: textOrNull,
        fail_calc: textOrNull,
        warn_if: textOrNull,
        error_if: textOrNull,
      },
      [],
    ),
    attached_node: textOrNull,
    test_metadata: {
      anyOf: [{ type: 'null' }, having({ name: text, namespace: textOrNull, kwargs: anything }, ['name', 'kwargs'])],
    },
  },
  ['unique_id', 'resource_type', 'name', 'package_name', 'original_file_path', 'schema', 'alias', 'config'],
)
const source = having(
  { unique_id: text, source_name: text, name: text, database: textOrNull, schema: text, identifier: text },
  ['unique_id', 'source_name', 'name', 'schema', 'identifier'],
)
const unitRows = having({ format: text, fixture: textOrNull }, [])
const unitTest = having(
  {
    unique_id: text,
    name: text,
    depends_on: having({ nodes: texts }, []),
    given: listOf({ allOf: [having({ input: text }), unitRows] }),
    expect: unitRows,
    overrides: { type: ['object', 'null'], additionalProperties: { type: ['object', 'null'] } },
  },
  ['unique_id', 'name', 'given', 'expect'],
)
const decode = decoder<Manifest>(
  'a manifest',
  having(
    {
      metadata: having({ adapter_type: text, project_name: text }),
      nodes: { type: 'object', additionalProperties: node },
      sources: { type: 'object', additionalProperties: source },
      unit_tests: { type: 'object', additionalProperties: unitTest },
    },
    ['metadata', 'nodes', 'sources'],
  ),
)

/** Reads what `dbt compile` has left in its target folder. */
export async function readCompiled(target: string): Promise<Manifest> {
  return decode(JSON.parse(await readFile(join(target, 'manifest.json'), 'utf8')))
}
