import type { ContextValue } from '../../recipes-schema/expression/template.ts'
import { client } from './client.ts'
import { decoder, having, listOf, text, textOrNull } from './decode.ts'
import type { OpenOutside } from './open.ts'
import { type Child, type Look, type Orchestrator, type StateTable, stateOf } from './orchestrator.ts'
import { OutsideFault } from './outside-fault.ts'

/** The tag that carries our id: Dagster gives runs ids of its own. */
const tag = 'galley/run'

const runStates: StateTable = {
  queued: 'running',
  not_started: 'running',
  managed: 'running',
  starting: 'running',
  started: 'running',
  suspended: 'running',
  canceling: 'running',
  success: 'succeeded',
  failure: 'failed',
  canceled: 'cancelled',
}
const stepStates: StateTable<Child['state']> = {
  success: 'succeeded',
  failure: 'failed',
  skipped: 'skipped',
  in_progress: 'running',
}

const seconds = { type: ['number', 'null'] } as const
interface Step {
  readonly stepKey: string
  readonly status: string | null
  readonly startTime: number | null
  readonly endTime: number | null
}
interface Run {
  readonly __typename: string
  readonly status: string
  readonly stepStats: readonly Step[]
}
const step = having({ stepKey: text, status: textOrNull, startTime: seconds, endTime: seconds })
const decodeRun = decoder<Run>('a run', having({ __typename: { const: 'Run' }, status: text, stepStats: listOf(step) }))
const decodeRuns = decoder<{ results: readonly { runId: string }[] }>(
  'runs',
  having({ results: listOf(having({ runId: text })) }),
)
const decodeStarted = decoder<{ run: { runId: string } }>('a run', having({ run: having({ runId: text }) }))

/** What may come in place of what was asked for, by its type's name. */
const refusals: Readonly<Record<string, readonly [code: string, hint: string]>> = {
  PipelineNotFoundError: ['outside.not_found', 'Mend `job:`, `repository:` or `location:` in the recipe.'],
  RunConfigValidationInvalid: ['outside.refused', 'Mend `config:` in the recipe.'],
  InvalidSubsetError: ['outside.refused', 'Mend the selection in the recipe.'],
  UnauthorizedError: ['outside.forbidden', 'Give the user of the connection the role that this takes.'],
  RunNotFoundError: ['outside.not_found', 'It may have been deleted.'],
}

/** A run of a job of Dagster, by GraphQL. */
export const openDagster: OpenOutside = ({ options, settings }) => {
  const job = String(options.job)
  const location = String(options.location)
  const repository = String(options.repository ?? '__repository__')
  const base = String(settings.url).replace(/\/+$/, '')
  const { token } = settings
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}`, 'dagster-cloud-api-token': token }
  const request = client({ base, credentials: { headers: async () => headers } })
  const handle = (id: string) => ({ id, url: `${base}/runs/${id}` })
  const selector = { repositoryLocationName: location, repositoryName: repository }

  const ask = async (
    query: string,
    variables: object,
    harmless: boolean,
    signal: AbortSignal,
  ): Promise<Record<string, ContextValue>> => {
    const { json } = await request({ method: 'POST', path: '/graphql', body: { query, variables }, harmless }, signal)
    const { data, errors } = (json ?? {}) as {
      data?: Record<string, ContextValue>
      errors?: readonly { message?: string }[]
    }
    const [error] = errors ?? []
    if (data !== undefined && data !== null && error === undefined) return data
    const message = `GraphQL was answered by an error: ${error?.message ?? 'it says nothing'}`
    throw new OutsideFault('outside.answer', message, 'Look whether its version is one that Galley knows.', {
      unsure: !harmless,
    })
  }

  const dagster: Orchestrator = {
    tool: 'Dagster',
    subject: `the job ${job} of ${location}`,
    url: `${base}/locations/${repository}@${location}/jobs/${job}`,
    knows: 'look_up',
    async preflight(signal) {
      const query = `query($selector: PipelineSelector!) { version pipelineOrError(params: $selector) { __typename ... on Error { message } } }`
      const data = await ask(query, { selector: { ...selector, pipelineName: job } }, true, signal)
      wanted(data.pipelineOrError, 'Pipeline')
      return typeof data.version === 'string' ? [`Dagster ${data.version}`] : []
    },
    async find({ id }, signal) {
      const query = `query($tags: [ExecutionTag!]) { runsOrError(filter: {tags: $tags}, limit: 10) { __typename ... on Runs { results { runId } } ... on Error { message } } }`
      const data = await ask(query, { tags: [{ key: tag, value: id }] }, true, signal)
      const [found] = decodeRuns(wanted(data.runsOrError, 'Runs')).results
      return found === undefined ? null : handle(found.runId)
    },
    async start({ id, order, node }, signal) {
      const query = `mutation($params: ExecutionParams!) { launchRun(executionParams: $params) { __typename ... on LaunchRunSuccess { run { runId status } } ... on RunConfigValidationInvalid { errors { message } } ... on Error { message } } }`
      const tags = Object.entries({ [tag]: id, 'galley/order': order, 'galley/node': node }).map(([key, value]) => ({
        key,
        value,
      }))
      const params = {
        selector: { ...selector, jobName: job },
        runConfigData: options.config ?? {},
        executionMetadata: { tags },
      }
      const data = await ask(query, { params }, false, signal)
      return handle(decodeStarted(wanted(data.launchRun, 'LaunchRunSuccess')).run.runId)
    },
    async look({ id }, signal): Promise<Look> {
      const query = `query($id: ID!) { runOrError(runId: $id) { __typename ... on Run { status stepStats { stepKey status startTime endTime } } ... on Error { message } } }`
      const found = (await ask(query, { id }, true, signal)).runOrError
      if (typeName(found) === 'RunNotFoundError')
        throw new OutsideFault('outside.not_found', 'There is no such run.', 'It may have been deleted.', {
          status: 404,
        })
      const { status, stepStats } = decodeRun(wanted(found, 'Run'))
      return { word: status, state: stateOf(runStates, status), message: null, children: stepStats.map(childOf) }
    },
    async readLog({ id }, { name }, from, signal) {
      const query = `query($id: ID!, $cursor: String) { logsForRun(runId: $id, afterCursor: $cursor, limit: 500) { __typename ... on EventConnection { cursor hasMore events { __typename ... on MessageEvent { message stepKey } ... on ExecutionStepFailureEvent { error { message causes { message } } } } } ... on Error { message } } }`
      const log = decodeLog(
        wanted((await ask(query, { id, cursor: from }, true, signal)).logsForRun, 'EventConnection'),
      )
      const lines = log.events.filter(({ stepKey }) => stepKey === name).flatMap(linesOf)
      return { lines, next: log.cursor }
    },
    async outputs() {
      return {}
    },
    async cancel({ id }, signal) {
      const query = `mutation($id: String!) { terminateRun(runId: $id) { __typename ... on TerminateRunFailure { message } ... on Error { message } } }`
      await ask(query, { id }, true, signal)
    },
    async retry({ id }, _look, signal) {
      const query = `mutation($params: ReexecutionParams!) { launchRunReexecution(reexecutionParams: $params) { __typename ... on LaunchRunSuccess { run { runId status } } ... on Error { message } } }`
      const data = await ask(query, { params: { parentRunId: id, strategy: 'FROM_FAILURE' } }, false, signal)
      return handle(decodeStarted(wanted(data.launchRunReexecution, 'LaunchRunSuccess')).run.runId)
    },
  }
  return dagster
}

interface Failure {
  readonly message?: string
  readonly causes?: readonly { readonly message?: string }[] | null
}
interface LogEvent {
  readonly message?: string | null
  readonly stepKey?: string | null
  readonly error?: Failure | null
}
interface Log {
  readonly cursor: string
  readonly events: readonly LogEvent[]
}
const decodeLog = decoder<Log>('a log', having({ cursor: text, events: listOf({ type: 'object' }) }))

/** What an event says; of a failure also what lies behind it. */
function linesOf({ message, error }: LogEvent): string[] {
  const causes = (error?.causes ?? []).map((cause) => cause.message)
  return [message, error?.message, ...causes].flatMap((one) => (one ? one.trimEnd().split('\n') : []))
}

function typeName(value: ContextValue | undefined): string {
  const named =
    value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as { __typename?: ContextValue }) : {}
  return typeof named.__typename === 'string' ? named.__typename : ''
}

/** What was asked for; throws for what came in place of it. */
function wanted(value: ContextValue | undefined, type: string): ContextValue {
  const name = typeName(value)
  if (value !== undefined && name === type) return value
  const { message, errors } = (value ?? {}) as { message?: string; errors?: readonly { message?: string }[] }
  const words = [message, ...(errors ?? []).map((one) => one.message)].filter(Boolean).join('; ').split('\n')[0]
  const [code, hint] = refusals[name] ?? ['outside.answer', 'Look there for what went wrong.']
  throw new OutsideFault(code, `It answered ${name || 'something else'}: ${words || 'it says nothing'}.`, hint)
}

/** Dagster counts seconds since 1970. */
function moment(value: number | null): string | null {
  return value === null ? null : new Date(value * 1000).toISOString()
}

function childOf({ stepKey: name, status, startTime, endTime }: Step): Child {
  const state = stateOf(stepStates, status) ?? 'running'
  return {
    name,
    state,
    word: status ?? 'waiting',
    started: moment(startTime),
    ended: moment(endTime),
    tries: startTime === null ? 0 : 1,
    log: startTime === null ? null : name,
  }
}
