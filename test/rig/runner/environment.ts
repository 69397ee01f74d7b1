import { dirname } from 'node:path'
import type { githubContext } from './contexts.ts'

interface Places {
  readonly home: string
  readonly workspace: string
  readonly temp: string
  readonly tools: string
  readonly event: string
}

interface Identity {
  readonly url: string
  readonly token: string
}

const asVariables = [
  ...['repository', 'repository_id', 'repository_owner', 'repository_owner_id', 'run_id', 'run_number', 'run_attempt'],
  ...['actor', 'actor_id', 'triggering_actor', 'event_name', 'sha', 'ref', 'ref_name', 'ref_type', 'ref_protected'],
  ...['head_ref', 'base_ref', 'workflow', 'workflow_ref', 'workflow_sha', 'server_url', 'api_url', 'graphql_url'],
  'retention_days',
] as const

/** The variables of every process of a job: nothing of the machine's own environment gets in. */
export function jobVariables(
  github: ReturnType<typeof githubContext>,
  job: string,
  places: Places,
  identity: Identity | null,
): Record<string, string> {
  const own = asVariables.map((name) => [`GITHUB_${name.toUpperCase()}`, String(github[name])])
  return {
    ...Object.fromEntries(own),
    // The very Node that GitHub promises comes first.
    PATH: [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(':'),
    HOME: places.home,
    LANG: 'C.UTF-8',
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_JOB: job,
    GITHUB_WORKSPACE: places.workspace,
    GITHUB_EVENT_PATH: places.event,
    RUNNER_NAME: 'rig',
    RUNNER_OS: 'Linux',
    RUNNER_ARCH: process.arch === 'arm64' ? 'ARM64' : 'X64',
    RUNNER_ENVIRONMENT: 'github-hosted',
    RUNNER_TEMP: places.temp,
    RUNNER_TOOL_CACHE: places.tools,
    RUNNER_WORKSPACE: dirname(places.workspace),
    ...(identity === null
      ? {}
      : { ACTIONS_ID_TOKEN_REQUEST_URL: identity.url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: identity.token }),
  }
}
