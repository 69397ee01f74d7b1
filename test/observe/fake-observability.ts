import { type Asked, type FakeAnswer, type FakeServer, fakeServer, is, misfit } from '../orchestrators/fakes/server.ts'

const bad = (words: string): FakeAnswer => ({ status: 400, json: { error: `Invalid request: ${words}` } })
const short = (value: unknown): boolean => is.text(value) && String(value).length <= 255
const moment = (value: unknown): boolean => is.text(value) && !Number.isNaN(Date.parse(String(value)))
const number = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value)
const oneOf =
  (...words: string[]) =>
  (value: unknown): boolean =>
    words.includes(String(value))

/** The members that events of every kind may have, as the Event Ingestion API names them. */
const common = {
  pipeline_key: short,
  run_key: short,
  run_name: is.text,
  task_key: short,
  task_name: short,
  event_timestamp: moment,
  component_tool: (value: unknown): boolean => /^(?!_)[\w ]*(?<!_)$/.test(String(value)),
}
const optional = ['run_name', 'task_key', 'task_name', 'description']
const outcome = {
  name: is.text,
  key: short,
  status: oneOf('PASSED', 'FAILED', 'WARNING'),
  type: is.text,
  description: is.text,
  end_time: moment,
  metric_value: number,
  metric_name: is.text,
}
const kinds: Readonly<Record<string, Readonly<Record<string, (value: unknown) => boolean>>>> = {
  'run-status': { ...common, status: oneOf('RUNNING', 'COMPLETED', 'COMPLETED_WITH_WARNINGS', 'FAILED') },
  'metric-log': { ...common, metric_key: is.text, metric_value: number },
  'message-log': { ...common, log_level: oneOf('ERROR', 'WARNING', 'INFO'), message: is.text },
  'test-outcomes': {
    ...common,
    test_outcomes: (value) =>
      Array.isArray(value) &&
      value.length >= 1 &&
      value.length <= 500 &&
      value.every((one) => misfit(one, outcome, optional) === null),
  },
}

export const key = 'a-service-account-key'

/** The Event Ingestion API of DataOps Observability, version 1, as its public source tells of it. */
export function fakeObservability(): Promise<FakeServer> {
  return fakeServer(({ method, path, headers, body }: Asked): FakeAnswer => {
    const members = kinds[/^\/events\/v1\/([a-z-]+)$/.exec(path)?.[1] ?? '']
    if (members === undefined) return { status: 404, json: { error: 'Not found' } }
    if (method !== 'POST') return { status: 405, json: { error: 'Method not allowed' } }
    if (headers.serviceaccountauthenticationkey !== key) return { status: 401, json: { error: 'Unauthorized' } }
    const wrong = misfit(body, members, optional)
    return wrong === null ? { status: 204, text: '' } : bad(wrong)
  })
}
