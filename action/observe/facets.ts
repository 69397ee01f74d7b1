import { fingerprintsOf } from '../../recipes-schema/fingerprint/fingerprint.ts'
import type { Part } from '../../recipes-schema/kinds/kind.ts'
import { testKind } from '../../recipes-schema/quality/tests/index.ts'
import type { Measure, Node } from '../../recipes-schema/recipe/types.ts'
import type { TestResult } from '../../recipes-schema/report/types.ts'
import type { Measurement } from '../ledger/orders.ts'
import type { Made, World } from './happening.ts'

export type Facets = Record<string, object>

/** OpenLineage's facets at the versions that are written here (https://openlineage.io/spec/facets). */
const versions = {
  ColumnLineageDatasetFacet: '1-2-0',
  DataQualityAssertionsDatasetFacet: '1-1-0',
  DataQualityMetricsDatasetFacet: '1-0-1',
  DataQualityMetricsInputDatasetFacet: '1-0-3',
  ErrorMessageRunFacet: '1-0-1',
  JobTypeJobFacet: '2-0-4',
  NominalTimeRunFacet: '1-0-1',
  OutputStatisticsOutputDatasetFacet: '1-0-2',
  ParentRunFacet: '1-2-0',
  ProcessingEngineRunFacet: '1-1-1',
  SQLJobFacet: '1-1-0',
  SchemaDatasetFacet: '1-2-0',
} as const

/** A facet with what every one has. */
export function facet({ producer }: World, kind: keyof typeof versions, members: object): object {
  const _schemaURL = `https://openlineage.io/spec/facets/${versions[kind]}/${kind}.json#/$defs/${kind}`
  return { _producer: producer, _schemaURL, ...members }
}

/** What a made relation is: its columns, where they come from, and how much of it there is. */
export function datasetFacets(node: Node, { build, columns }: Made, world: World): Facets {
  const fields = columns?.map(({ name, type }, index) => ({ name, type, ordinal_position: index + 1 }))
  const lineage = columnLineage(node, world)
  return {
    ...(fields === undefined ? {} : { schema: facet(world, 'SchemaDatasetFacet', { fields }) }),
    ...(lineage === null ? {} : { columnLineage: facet(world, 'ColumnLineageDatasetFacet', lineage) }),
    ...(build.row_count === null
      ? {}
      : {
          dataQualityMetrics: facet(world, 'DataQualityMetricsDatasetFacet', {
            rowCount: build.row_count,
            columnMetrics: {},
          }),
        }),
  }
}

/**
 * Of each column the upstream columns that it is made of, as the plan has proved them from the query; a column that takes
 * in something whole is left out, for nobody knows of what it is made. `dataset`: what decides which rows there are.
 */
function columnLineage(node: Node, { project, datasetOf }: World): object | null {
  const parts = fingerprintsOf(project).own.get(node.id)?.parts() ?? null
  if (parts === null) return null
  const inputs = ({ uses }: Part, type: 'DIRECT' | 'INDIRECT'): object[] | null => {
    const found: object[] = []
    for (const { node: upstream, columns } of uses) {
      const dataset = datasetOf(upstream)
      if (columns === null) return null
      if (dataset === null) continue
      for (const field of columns) found.push({ ...dataset, field, transformations: [{ type }] })
    }
    return found
  }
  const fields = parts.columns.flatMap((column) => {
    const inputFields = column.name === null ? null : inputs(column, 'DIRECT')
    return inputFields === null ? [] : [[column.name, { inputFields }] as const]
  })
  if (fields.length === 0) return null
  const dataset = inputs(parts.rows, 'INDIRECT')
  return { fields: Object.fromEntries(fields), ...(dataset === null || dataset.length === 0 ? {} : { dataset }) }
}

/** What tests said of a relation. A test that could not be asked has not been passed. */
export function assertions(node: Node, results: readonly TestResult[], world: World): object | null {
  const told = results.filter(({ state }) => state !== 'skipped')
  if (told.length === 0) return null
  return facet(world, 'DataQualityAssertionsDatasetFacet', {
    assertions: told.map(({ test, state, severity, message, failures }) => {
      const written = node.tests.find(({ name }) => name === test)
      const columns = written === undefined ? [] : testKind(written.kind).columns(written.options)
      return {
        assertion: written?.kind ?? test,
        success: state === 'passed',
        ...(columns.length === 1 ? { column: columns[0] } : {}),
        severity: severity === 'warning' ? 'warn' : severity === 'stop' ? 'error' : 'log',
        name: test,
        ...(message === '' ? {} : { description: message }),
        actual: String(failures),
      }
    }),
  })
}

/** What measures said of a relation, as far as the facet has words for it. */
export function metrics(
  node: Node,
  rowCount: number | null,
  measurements: readonly Measurement[],
  world: World,
): object | null {
  const columns: Record<string, Record<string, number>> = {}
  for (const measure of node.measures) {
    const column = measure.options
    const found = measurements.find((one) => one.measure === measure.name)
    const metric = found === undefined ? null : metricOf(measure, found)
    if (typeof column === 'string' && metric !== null) columns[column] = { ...columns[column], ...metric }
  }
  if (rowCount === null && Object.keys(columns).length === 0) return null
  return facet(world, 'DataQualityMetricsInputDatasetFacet', {
    ...(rowCount === null ? {} : { rowCount }),
    columnMetrics: columns,
  })
}

function metricOf({ kind }: Measure, { value, events }: Measurement): Record<string, number> | null {
  if (kind === 'null_rate') return events === null ? null : { nullCount: events }
  if (value === null || !Number.isFinite(value)) return null
  if (kind === 'distinct_count') return { distinctCount: value }
  return kind === 'min' || kind === 'max' || kind === 'sum' ? { [kind]: value } : null
}
