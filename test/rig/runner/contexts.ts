import { presentAccount } from '../present/account.ts'
import { fullName, presentRepository } from '../present/repository.ts'
import type { Site } from '../site.ts'
import type { Run } from '../store/records.ts'
import type { WorkflowFile } from './workflow.ts'

/** The event that started a run, as GITHUB_EVENT_PATH has it. */
export function eventOf(site: Site, run: Pick<Run, 'repository' | 'actor' | 'inputs' | 'headBranch' | 'workflow'>) {
  return {
    inputs: run.inputs,
    ref: `refs/heads/${run.headBranch}`,
    repository: presentRepository(site, run.repository),
    sender: presentAccount(site, run.actor),
    workflow: run.workflow.path,
  }
}

type Known = Omit<Run, 'title' | 'jobs' | 'log'>

/** The `github` context without the token and the folders, which only a job has. */
export function githubContext(site: Site, run: Known) {
  const { repository, actor } = run
  const ref = `refs/heads/${run.headBranch}`
  return {
    repository: fullName(repository),
    repository_id: String(repository.id),
    repository_owner: repository.owner.login,
    repository_owner_id: String(repository.owner.id),
    repositoryUrl: `${site.url}/${fullName(repository)}.git`,
    repository_visibility: repository.private ? 'private' : 'public',
    run_id: String(run.id),
    run_number: String(run.number),
    run_attempt: String(run.attempt),
    actor: actor.login,
    actor_id: String(actor.id),
    triggering_actor: actor.login,
    event_name: run.event,
    event: eventOf(site, run),
    sha: run.headSha,
    ref,
    ref_name: run.headBranch,
    ref_type: 'branch',
    ref_protected: false,
    head_ref: '',
    base_ref: '',
    workflow: run.workflow.name,
    workflow_ref: `${fullName(repository)}/${run.workflow.path}@${ref}`,
    workflow_sha: run.headSha,
    server_url: site.url,
    api_url: site.apiUrl,
    graphql_url: `${site.url}/api/graphql`,
    retention_days: '90',
    secret_source: 'Actions',
  }
}

/** What is known before there is a job: for run-name, concurrency and the jobs' conditions. */
export function runContexts(site: Site, run: Known, file: WorkflowFile) {
  return {
    github: githubContext(site, run),
    inputs: typedInputs(run.inputs, file),
    vars: run.repository.variables,
  }
}

/** In `inputs` booleans are booleans; in `github.event.inputs` all are text. */
function typedInputs(inputs: Readonly<Record<string, string>>, { inputs: declared }: WorkflowFile) {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [
      name,
      declared[name]?.type === 'boolean' ? value === 'true' : value,
    ]),
  )
}
