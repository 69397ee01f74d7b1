import type { Commit } from '../git/objects.ts'
import type { Site } from '../site.ts'
import type { Suite } from '../store/records.ts'
import { presentApp } from './app.ts'
import { presentSimpleCommit } from './commit.ts'
import { nodeId } from './node-id.ts'
import { presentMinimalPulls } from './pull.ts'
import { presentMinimalRepository, repositoryUrl } from './repository.ts'

/** `check-suite`. Its state is that of its check runs. */
export function presentSuite(site: Site, suite: Suite, commit: Commit) {
  const api = `${repositoryUrl(site, suite.repository)}/check-suites/${suite.id}`
  const checks = site.store.checks.all().filter((one) => one.suite === suite)

  const done = checks.length > 0 && checks.every((one) => one.status === 'completed')
  return {
    id: suite.id,
    node_id: nodeId('CheckSuite', suite.id),
    head_branch: suite.headBranch,
    head_sha: suite.headSha,
    status: checks.length === 0 ? 'queued' : done ? 'completed' : 'in_progress',
    conclusion: done ? worst(checks.map((one) => one.conclusion)) : null,
    url: api,
    before: null as string | null,
    after: suite.headSha,
    pull_requests: presentMinimalPulls(site, suite.repository, suite.headSha),
    app: presentApp(site, suite.app),
    repository: presentMinimalRepository(site, suite.repository),
    created_at: suite.createdAt,
    updated_at: suite.createdAt,
    latest_check_runs_count: checks.length,
    check_runs_url: `${api}/check-runs`,
    head_commit: presentSimpleCommit(commit),
  }
}

const severity = ['failure', 'timed_out', 'cancelled', 'action_required', 'success', 'neutral', 'skipped']

function worst(conclusions: readonly (string | null)[]): string {
  return severity.find((one) => conclusions.includes(one)) ?? 'success'
}
