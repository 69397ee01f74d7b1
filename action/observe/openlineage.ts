import type { Node } from '../../recipes-schema/recipe/types.ts'
import { version } from '../version.ts'
import { assertions, datasetFacets, type Facets, facet, metrics } from './facets.ts'
import type { Happening, Message, Translate, World } from './happening.ts'
import { runId } from './run-id.ts'

interface RunEvent {
  readonly eventType: 'START' | 'COMPLETE' | 'FAIL' | 'ABORT'
  readonly eventTime: string
  readonly run: { readonly runId: string; readonly facets: Facets }
  readonly job: { readonly namespace: string; readonly name: string; readonly facets: Facets }
  readonly inputs?: readonly object[]
  readonly outputs?: readonly object[]
}

/** The specification that events are written by. */
const schemaURL = 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent'
const ends = { succeeded: 'COMPLETE', failed: 'FAIL', cancelled: 'ABORT' } as const

/**
 * An order as OpenLineage's runs: one of the order, and below it one of each try of a node and one of each node's tests.
 * Kitchens are jobs of their own, so that they do not mix with production's lineage.
 */
export function openLineage(namespace: string, endpoint: string): Translate {
  return (happening, world) => {
    const event = eventOf(happening, world, namespace)
    return event.map((one): Message => {
      const body = { ...one, producer: world.producer, schemaURL }
      return { lane: one.run.runId, path: endpoint, body }
    })
  }
}

function eventOf(happening: Happening, world: World, namespace: string): RunEvent[] {
  const { at: eventTime } = happening
  switch (happening.type) {
    case 'order_started':
      return [{ eventType: 'START', eventTime, ...orderOf(world, namespace, {}) }]
    case 'order_ended': {
      const { verdict, reasons } = happening
      const good = verdict === 'pass' || verdict === 'warn'
      const words = reasons.map(({ message }) => message).join('\n') || 'It could not be carried out to its end.'
      return [
        {
          eventType: good ? 'COMPLETE' : verdict === 'cancelled' ? 'ABORT' : 'FAIL',
          eventTime,
          ...orderOf(world, namespace, good ? {} : errorFacet(world, words)),
        },
      ]
    }
    case 'try_started': {
      const { node, attempt } = happening
      const own = partOf(world, namespace, node, `try ${attempt}`)
      return [{ eventType: 'START', eventTime, ...own, ...inputsOf(node, world) }]
    }
    case 'try_ended': {
      const { node, attempt, state, error, made } = happening
      const facets = error === null ? {} : errorFacet(world, error.message, error.code)
      const own = partOf(world, namespace, node, `try ${attempt}`, facets)
      const name = world.datasetOf(node.id)
      const outputs = made === null || name === null ? [] : [{ ...name, ...outputOf(node, made, world) }]
      return [{ eventType: ends[state], eventTime, ...own, ...inputsOf(node, world), outputs }]
    }
    case 'checked':
      return checkedEvents(happening, world, namespace)
  }
}

/** Tests are a job of their own that reads what was made, as OpenLineage's integrations have it. */
function checkedEvents(
  { at: eventTime, node, build, tests, measurements }: Extract<Happening, { type: 'checked' }>,
  world: World,
  namespace: string,
): RunEvent[] {
  const name = world.datasetOf(node.id)
  const said = assertions(node, tests, world)
  const measured = metrics(node, build.row_count, measurements, world)
  if (name === null || (said === null && node.measures.length === 0)) return []
  const failed = tests.filter(({ state, severity }) => state === 'error' || (state === 'failed' && severity === 'stop'))
  const error = failed.length === 0 ? {} : errorFacet(world, failed.map(({ message }) => message).join('\n'))
  const own = (facets: Facets) => partOf(world, namespace, node, 'tests', facets, '.tests')
  const inputFacets = {
    ...(said === null ? {} : { dataQualityAssertions: said }),
    ...(measured === null ? {} : { dataQualityMetrics: measured }),
  }
  return [
    { eventType: 'START', eventTime, ...own({}), inputs: [name] },
    {
      eventType: failed.length === 0 ? 'COMPLETE' : 'FAIL',
      eventTime,
      ...own(error),
      inputs: [{ ...name, inputFacets }],
    },
  ]
}

function orderOf(world: World, namespace: string, facets: Facets): Pick<RunEvent, 'run' | 'job'> {
  const { order } = world
  const engine = facet(world, 'ProcessingEngineRunFacet', { name: 'galley', version })
  return {
    run: { runId: runId(order, ''), facets: { processing_engine: engine, ...facets } },
    job: { namespace, name: order.environment, facets: jobType(world, 'ORDER') },
  }
}

/** A run below the order's. */
function partOf(
  world: World,
  namespace: string,
  node: Node,
  part: string,
  facets: Facets = {},
  suffix = '',
): Pick<RunEvent, 'run' | 'job'> {
  const { order } = world
  const above = { run: { runId: runId(order, '') }, job: { namespace, name: order.environment } }
  const parent = facet(world, 'ParentRunFacet', { ...above, root: above })
  const name = order.environment === 'production' ? node.id : `${order.environment}.${node.id}`
  const sql =
    node.kind === 'sql' && suffix === ''
      ? { sql: facet(world, 'SQLJobFacet', { query: node.query.text, dialect: node.query.shape.dialect }) }
      : {}
  return {
    run: { runId: runId(order, `${node.id} ${part}`), facets: { parent, ...facets } },
    job: {
      namespace,
      name: `${name}${suffix}`,
      facets: { ...jobType(world, suffix === '' ? node.kind.toUpperCase() : 'TESTS'), ...sql },
    },
  }
}

function jobType(world: World, type: string): Facets {
  return {
    jobType: facet(world, 'JobTypeJobFacet', { processingType: 'BATCH', integration: 'GALLEY', jobType: type }),
  }
}

function inputsOf({ upstreams }: Node, { datasetOf }: World): Pick<RunEvent, 'inputs'> {
  return { inputs: upstreams.map(datasetOf).filter((name) => name !== null) }
}

function outputOf(
  node: Node,
  made: NonNullable<Extract<Happening, { type: 'try_ended' }>['made']>,
  world: World,
): object {
  const { row_count: rowCount } = made.build
  return {
    facets: datasetFacets(node, made, world),
    ...(rowCount === null
      ? {}
      : { outputFacets: { outputStatistics: facet(world, 'OutputStatisticsOutputDatasetFacet', { rowCount }) } }),
  }
}

/** `code`: Galley's own, which stays the same when the words change. */
function errorFacet(world: World, message: string, code?: string): Facets {
  const words = code === undefined ? message : `${message} [${code}]`
  return { errorMessage: facet(world, 'ErrorMessageRunFacet', { message: words, programmingLanguage: 'TypeScript' }) }
}
