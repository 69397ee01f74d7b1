import { openDagster } from '../../../action/orchestrators/dagster.ts'
import { type Asked, type FakeAnswer, fakeServer, is, misfit } from './server.ts'
import type { FakeTool } from './tool.ts'

interface Run {
  readonly id: string
  readonly tags: Readonly<Record<string, string>>
  status: string
  course: string[]
}

const data = (value: unknown): FakeAnswer => ({ status: 200, json: { data: value } })
// biome-ignore lint/suspicious/noExplicitAny: variables of GraphQL, as each question declares them
type Given = Record<string, any>
const ended = new Set(['SUCCESS', 'FAILURE', 'CANCELED'])

/** Dagster's GraphQL as a real 1.13.27 answered, for the questions that Galley asks; any other is an error. */
export async function fakeDagster(): Promise<FakeTool> {
  const runs = new Map<string, Run>()
  const tokens = new Set(['token-of-galley'])
  let [begun, logLength, mayStart] = [0, 0, true]

  const answer = (asked: Asked): FakeAnswer => {
    const { method, path, body, headers } = asked
    if (path !== '/graphql' || method !== 'POST') return { status: 404, text: 'Not Found' }
    if (!tokens.has(String(headers.authorization).replace('Bearer ', '')))
      return { status: 401, json: { message: 'Unauthorized' } }
    const wrong = misfit(body, { query: is.text, variables: is.object })
    if (wrong !== null) return { status: 400, json: { errors: [{ message: wrong }] } }
    const { query, variables } = body as { query: string; variables: Given }
    const [, operation = ''] = /^(?:query|mutation)\([^)]*\) \{ (?:version )?(\w+)\(/.exec(query) ?? []
    const answers: Readonly<Record<string, (given: Given) => unknown>> = {
      pipelineOrError: ({ selector }) => known(selector) ?? { __typename: 'Pipeline' },
      runsOrError: ({ tags }) => ({ __typename: 'Runs', results: withTags(tags).map(({ id }) => ({ runId: id })) }),
      launchRun: ({ params }) => launch(params),
      launchRunReexecution: ({ params }) => again(params),
      runOrError: ({ id }) => look(id),
      logsForRun: ({ id, cursor }) => log(id, cursor),
      terminateRun: ({ id }) => terminate(id),
    }
    const found = answers[operation]
    if (found === undefined) return { status: 400, json: { errors: [{ message: `Cannot query field ${operation}` }] } }
    const value = found(variables)
    return data({ version: '1.13.27', [operation]: value })
  }

  const known = ({
    repositoryLocationName,
    repositoryName,
    pipelineName,
    jobName,
  }: Record<string, string>): unknown => {
    const is =
      repositoryLocationName === 'defs.py' &&
      repositoryName === '__repository__' &&
      (pipelineName ?? jobName) === 'nightly'
    return is
      ? null
      : { __typename: 'PipelineNotFoundError', message: `Could not find Pipeline ${pipelineName ?? jobName}` }
  }
  const withTags = (tags: readonly { key: string; value: string }[]): Run[] =>
    [...runs.values()].filter((run) => tags.every(({ key, value }) => run.tags[key] === value)).reverse()

  const begin = (tags: Readonly<Record<string, string>>): unknown => {
    const id = `00000000-0000-4000-8000-${String(++begun).padStart(12, '0')}`
    runs.set(id, { id, tags, status: 'QUEUED', course: [...fake.course] })
    return { __typename: 'LaunchRunSuccess', run: { runId: id, status: 'QUEUED' } }
  }
  const launch = (params: unknown): unknown => {
    const wrong = misfit(params, { selector: is.object, runConfigData: is.object, executionMetadata: is.object })
    if (wrong !== null) throw new Error(wrong)
    if (!mayStart) return { __typename: 'UnauthorizedError', message: 'Authorization failed' }
    const { selector, runConfigData, executionMetadata } = params as Record<string, Record<string, never>>
    const unknown = known(selector ?? {})
    if (unknown !== null) return unknown
    if (runConfigData?.bad !== undefined)
      return {
        __typename: 'RunConfigValidationInvalid',
        errors: [{ message: 'Received unexpected config entry "bad"' }],
      }
    const tags = (executionMetadata?.tags ?? []) as readonly { key: string; value: string }[]
    return begin(Object.fromEntries(tags.map(({ key, value }) => [key, value])))
  }
  const again = (params: unknown): unknown => {
    const { parentRunId, strategy } = params as { parentRunId: string; strategy: string }
    const run = runs.get(parentRunId)
    if (run === undefined || strategy !== 'FROM_FAILURE') throw new Error('reexecution')
    return begin(run.tags)
  }
  const look = (id: string): unknown => {
    const run = runs.get(id)
    if (run === undefined) return { __typename: 'RunNotFoundError', message: `Run ${id} could not be found.` }
    run.status = run.course.shift() ?? run.status
    const status = ended.has(run.status) ? (run.status === 'SUCCESS' ? 'SUCCESS' : 'FAILURE') : 'IN_PROGRESS'
    const endTime = ended.has(run.status) ? 1_767_225_603 : null
    return {
      __typename: 'Run',
      status: run.status,
      stepStats: [{ stepKey: 'load', status, startTime: 1_767_225_600, endTime }],
    }
  }
  const log = (id: string, cursor: string | null): unknown => {
    if (!runs.has(id)) return { __typename: 'RunNotFoundError', message: 'gone' }
    const all = [
      { __typename: 'RunStartEvent', message: 'Started', stepKey: null },
      { __typename: 'LogMessageEvent', message: 'read 10 rows', stepKey: 'load' },
      ...Array.from({ length: Math.min(logLength / 1000, 5000) }, () => ({
        __typename: 'LogMessageEvent',
        message: 'x'.repeat(1000),
        stepKey: 'load',
      })),
    ]
    const from = Number(cursor ?? 0)
    const events = all.slice(from, from + 500)
    return {
      __typename: 'EventConnection',
      cursor: String(from + events.length),
      hasMore: from + 500 < all.length,
      events,
    }
  }
  const terminate = (id: string): unknown => {
    const run = runs.get(id)
    if (run === undefined) return { __typename: 'RunNotFoundError', message: 'gone' }
    // It answers while the run goes on for a while.
    run.course = ['CANCELING', 'CANCELED']
    return { __typename: 'TerminateRunSuccess' }
  }

  const asks =
    (operation: string) =>
    ({ raw }: Asked): boolean =>
      raw.includes(` ${operation}(`)
  const server = await fakeServer(answer)
  const settings = { url: server.url, token: 'token-of-galley' }
  const fake: FakeTool = {
    server,
    open: (options = {}) =>
      openDagster({
        options: { location: 'defs.py', job: 'nightly', ...options },
        parameters: {},
        settings,
        environment: {},
      }),
    begun: () => begun,
    course: ['STARTED', 'STARTED', 'SUCCESS'],
    words: { running: 'STARTED', succeeded: 'SUCCESS', failed: 'FAILURE', cancelled: 'CANCELED' },
    isStart: asks('launchRun'),
    isLook: asks('runOrError'),
    isCancel: asks('terminateRun'),
    finish: () => {
      for (const run of runs.values()) run.course = ['SUCCESS']
    },
    remove: () => runs.clear(),
    expire: () => tokens.clear(),
    log: (length) => {
      logLength = length
    },
    badOptions: { config: { bad: 1 } },
    demote: () => {
      mayStart = false
    },
  }
  return fake
}
