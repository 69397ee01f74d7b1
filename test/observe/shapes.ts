import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'

/** What Galley writes of OpenLineage, and not a member more, in Galley's own words; see `published` for theirs. */
const text = { type: 'string', minLength: 1 } as const
const whole = { type: 'integer', minimum: 0 } as const
const uri = { type: 'string', format: 'uri' } as const
const list = (items: object) => ({ type: 'array', items })
const map = (additionalProperties: object) => ({ type: 'object', additionalProperties })

function closed(properties: Readonly<Record<string, object>>, optional: readonly string[] = []): object {
  const required = Object.keys(properties).filter((name) => !optional.includes(name))
  return { type: 'object', properties, required, additionalProperties: false }
}

function facet(kind: string, version: string, properties: Readonly<Record<string, object>>, optional: string[] = []) {
  const _schemaURL = { const: `https://openlineage.io/spec/facets/${version}/${kind}.json#/$defs/${kind}` }
  return closed({ _producer: uri, _schemaURL, ...properties }, optional)
}

const runId = { type: 'string', format: 'uuid' }
const named = closed({ namespace: text, name: text })
const above = closed({ run: closed({ runId }), job: named })
const transformations = list(closed({ type: { enum: ['DIRECT', 'INDIRECT'] } }))
const inputField = closed({ namespace: text, name: text, field: text, transformations })
const runFacets = closed(
  {
    processing_engine: facet('ProcessingEngineRunFacet', '1-1-1', { name: { const: 'galley' }, version: text }),
    parent: facet('ParentRunFacet', '1-2-0', { run: closed({ runId }), job: named, root: above }),
    errorMessage: facet('ErrorMessageRunFacet', '1-0-1', { message: text, programmingLanguage: text }),
  },
  ['processing_engine', 'parent', 'errorMessage'],
)
const jobFacets = closed(
  {
    jobType: facet('JobTypeJobFacet', '2-0-4', {
      processingType: { const: 'BATCH' },
      integration: { const: 'GALLEY' },
      jobType: text,
    }),
    sql: facet('SQLJobFacet', '1-1-0', { query: text, dialect: text }),
  },
  ['sql'],
)
const columnMetrics = map(
  closed(
    {
      nullCount: whole,
      distinctCount: whole,
      min: { type: 'number' },
      max: { type: 'number' },
      sum: { type: 'number' },
    },
    ['nullCount', 'distinctCount', 'min', 'max', 'sum'],
  ),
)
const datasetFacets = closed(
  {
    schema: facet('SchemaDatasetFacet', '1-2-0', {
      fields: list(closed({ name: text, type: text, ordinal_position: whole })),
    }),
    columnLineage: facet(
      'ColumnLineageDatasetFacet',
      '1-2-0',
      { fields: map(closed({ inputFields: list(inputField) })), dataset: list(inputField) },
      ['dataset'],
    ),
    dataQualityMetrics: facet('DataQualityMetricsDatasetFacet', '1-0-1', { rowCount: whole, columnMetrics }),
  },
  ['schema', 'columnLineage', 'dataQualityMetrics'],
)
const assertion = closed(
  {
    assertion: text,
    success: { type: 'boolean' },
    column: text,
    severity: { enum: ['error', 'warn', 'log'] },
    name: text,
    description: text,
    actual: text,
  },
  ['column', 'description'],
)
const inputFacets = closed(
  {
    dataQualityAssertions: facet('DataQualityAssertionsDatasetFacet', '1-1-0', { assertions: list(assertion) }),
    dataQualityMetrics: facet('DataQualityMetricsInputDatasetFacet', '1-0-3', { rowCount: whole, columnMetrics }),
  },
  ['dataQualityAssertions', 'dataQualityMetrics'],
)
const outputFacets = closed({
  outputStatistics: facet('OutputStatisticsOutputDatasetFacet', '1-0-2', { rowCount: whole }),
})
const event = closed(
  {
    eventType: { enum: ['START', 'COMPLETE', 'FAIL', 'ABORT'] },
    eventTime: { type: 'string', format: 'date-time' },
    run: closed({ runId, facets: runFacets }),
    job: closed({ namespace: text, name: text, facets: jobFacets }),
    inputs: list(closed({ namespace: text, name: text, inputFacets }, ['inputFacets'])),
    outputs: list(
      closed({ namespace: text, name: text, facets: datasetFacets, outputFacets }, ['facets', 'outputFacets']),
    ),
    producer: uri,
    schemaURL: { const: 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent' },
  },
  ['inputs', 'outputs'],
)

function ajv(strict: boolean): Ajv2020 {
  const made = new Ajv2020({ strict, allErrors: true })
  made.addFormat('uuid', /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  made.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/)
  made.addFormat('uri', { validate: (value: string) => URL.canParse(value) })
  return made
}

const own = ajv(true).compile(event)

/** What is wrong with an event; empty for one that is as it should be. */
export function faultsOf(value: unknown): unknown[] {
  return own(value) ? [] : (own.errors ?? [])
}

/**
 * A check by OpenLineage's own schemas, of the facets too, where GALLEY_OPENLINEAGE_SPEC names the folder `spec` of its
 * repository (https://github.com/OpenLineage/OpenLineage, Apache-2.0); null where it does not.
 */
export function published(): ((value: unknown) => unknown[]) | null {
  const folder = process.env.GALLEY_OPENLINEAGE_SPEC
  if (folder === undefined) return null
  const all = ajv(false)
  const add = (path: string): void => void all.addSchema(JSON.parse(readFileSync(path, 'utf8')))
  add(join(folder, 'OpenLineage.json'))
  for (const file of readdirSync(join(folder, 'facets'))) if (file.endsWith('.json')) add(join(folder, 'facets', file))
  const compiled = (id: string): ValidateFunction => {
    const found = all.getSchema(id)
    if (found === undefined) throw new Error(`OpenLineage publishes no ${id}`)
    return found
  }
  const check = (value: unknown, id: string): unknown[] => {
    const validate = compiled(id)
    return validate(value) ? [] : [id, ...(validate.errors ?? [])]
  }
  const facetsIn = (value: unknown): unknown[] => {
    if (value === null || typeof value !== 'object') return []
    const { _schemaURL: id } = value as { _schemaURL?: string }
    const inner = Object.values(value).flatMap(facetsIn)
    return id === undefined ? inner : [...check(value, id), ...inner]
  }
  return (value) => [...check(value, (value as { schemaURL: string }).schemaURL), ...facetsIn(value)]
}
