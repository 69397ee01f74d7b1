import type { Octokit } from '@octokit/rest'
import type { Logger } from 'pino'
import type { Ask } from './ask.ts'
import { type Patience, read, write } from './attempts.ts'
import { checkOperations } from './checks.ts'
import { commentOperations } from './comments.ts'
import { contentOperations } from './contents.ts'
import { deploymentOperations } from './deployments.ts'
import type { RepositoryAddress } from './github.ts'
import { issueOperations } from './issues.ts'
import { mergeOperations } from './merging.ts'
import { peopleOperations } from './people.ts'
import { pullOperations } from './pulls.ts'
import { ruleOperations } from './rules.ts'
import { runOperations } from './runs.ts'

export type RepositoryClient = ReturnType<typeof repositoryClient>

interface Options {
  readonly address: RepositoryAddress
  readonly appId: number
  readonly patience: Patience
  readonly octokit: () => Promise<Octokit>
  readonly log: Logger
}

/** All that the App does in one repository. */
export function repositoryClient({ address, appId, patience, octokit, log }: Options) {
  let delayedSeconds = 0
  const own: Patience = {
    ...patience,
    delayed: (seconds) => {
      delayedSeconds += seconds
      log.warn({ repository: `${address.owner}/${address.name}`, seconds }, 'delayed by a rate limit of GitHub')
    },
  }
  const ask: Ask = {
    owner: address.owner,
    repo: address.name,
    appId,
    read: (request) => read(async () => request(await octokit()), own),
    write: (request, find) =>
      write(
        async () => request(await octokit()),
        async () => find(await octokit()),
        own,
      ),
  }
  return {
    /** How long GitHub's rate limit has held this client back so far, for the words on the checks. */
    delayedSeconds: () => delayedSeconds,
    contents: contentOperations(ask),
    pulls: pullOperations(ask),
    checks: checkOperations(ask),
    comments: commentOperations(ask),
    issues: issueOperations(ask),
    runs: runOperations(ask),
    deployments: deploymentOperations(ask),
    merging: mergeOperations(ask),
    people: peopleOperations(ask),
    rules: ruleOperations(ask),
  }
}
