import { readOne } from '../git/objects.ts'
import type { Site, Urls } from '../site.ts'
import type { Job, Run, Workflow } from '../store/records.ts'
import { presentAccount } from './account.ts'
import { presentSimpleCommit } from './commit.ts'
import { nodeId } from './node-id.ts'
import { presentMinimalPulls } from './pull.ts'
import { presentMinimalRepository, repositoryPage, repositoryUrl } from './repository.ts'

export function presentWorkflow(urls: Urls, workflow: Workflow) {
  const page = repositoryPage(urls, workflow.repository)
  return {
    id: workflow.id,
    node_id: nodeId('Workflow', workflow.id),
    name: workflow.name,
    path: workflow.path,
    state: 'active',
    created_at: workflow.createdAt,
    updated_at: workflow.createdAt,
    url: `${repositoryUrl(urls, workflow.repository)}/actions/workflows/${workflow.id}`,
    html_url: `${page}/blob/${workflow.repository.defaultBranch}/${workflow.path}`,
    badge_url: `${page}/workflows/${encodeURIComponent(workflow.name)}/badge.svg`,
  }
}

/** `workflow-run`. */
export async function presentRun(site: Site, run: Run) {
  const repository = repositoryUrl(site, run.repository)
  const api = `${repository}/actions/runs/${run.id}`
  const commit = await readOne(run.repository.bare, run.headSha)
  return {
    id: run.id,
    name: run.workflow.name,
    node_id: nodeId('WorkflowRun', run.id),
    check_suite_id: run.id,
    check_suite_node_id: nodeId('CheckSuite', run.id),
    head_branch: run.headBranch,
    head_sha: run.headSha,
    path: run.workflow.path,
    display_title: run.title,
    run_number: run.number,
    event: run.event,
    status: run.status,
    conclusion: run.conclusion,
    workflow_id: run.workflow.id,
    url: api,
    html_url: runPage(site, run),
    pull_requests: presentMinimalPulls(site, run.repository, run.headSha),
    created_at: run.createdAt,
    updated_at: run.updatedAt,
    actor: presentAccount(site, run.actor),
    triggering_actor: presentAccount(site, run.actor),
    run_attempt: run.attempt,
    referenced_workflows: [],
    run_started_at: run.startedAt,
    jobs_url: `${api}/jobs`,
    logs_url: `${api}/logs`,
    check_suite_url: `${repository}/check-suites/${run.id}`,
    artifacts_url: `${api}/artifacts`,
    cancel_url: `${api}/cancel`,
    rerun_url: `${api}/rerun`,
    previous_attempt_url: run.attempt === 1 ? null : `${api}/attempts/${run.attempt - 1}`,
    workflow_url: `${repository}/actions/workflows/${run.workflow.id}`,
    head_commit: presentSimpleCommit(commit),
    repository: presentMinimalRepository(site, run.repository),
    head_repository: presentMinimalRepository(site, run.repository),
  }
}

export function runPage(urls: Urls, run: Run): string {
  return `${repositoryPage(urls, run.repository)}/actions/runs/${run.id}`
}

export function presentJob(urls: Urls, run: Run, job: Job) {
  const repository = repositoryUrl(urls, run.repository)
  return {
    id: job.id,
    run_id: run.id,
    workflow_name: run.workflow.name,
    head_branch: run.headBranch,
    run_url: `${repository}/actions/runs/${run.id}`,
    run_attempt: run.attempt,
    node_id: nodeId('CheckRun', job.id),
    head_sha: run.headSha,
    url: `${repository}/actions/jobs/${job.id}`,
    html_url: `${runPage(urls, run)}/job/${job.id}`,
    status: job.status,
    conclusion: job.conclusion,
    created_at: job.createdAt,
    started_at: job.startedAt,
    completed_at: job.completedAt,
    name: job.name,
    steps: job.steps.map((step) => ({
      name: step.name,
      status: step.status,
      conclusion: step.conclusion,
      number: step.number,
      started_at: step.startedAt,
      completed_at: step.completedAt,
    })),
    check_run_url: `${repository}/check-runs/${job.id}`,
    labels: ['ubuntu-latest'],
    runner_id: 1,
    runner_name: 'rig',
    runner_group_id: 1,
    runner_group_name: 'Default',
  }
}
