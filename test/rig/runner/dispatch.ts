import { tryGit } from '../git/git.ts'
import { readBlob, resolveCommit } from '../git/objects.ts'
import type { Site } from '../site.ts'
import type { Account, Repository, Run, Workflow } from '../store/records.ts'
import { timestamp } from '../time.ts'
import { runContexts } from './contexts.ts'
import { expand } from './expression.ts'
import { checkInputs } from './inputs.ts'
import { readWorkflow, WorkflowFault, type WorkflowFile } from './workflow.ts'

interface Dispatch {
  readonly workflow: Workflow
  readonly ref: string
  readonly inputs: Readonly<Record<string, unknown>>
  readonly actor: Account
}

export type Dispatched = { readonly ok: true; readonly run: Run } | { readonly ok: false; readonly message: string }

/** Starts a run of a workflow as it stands on a branch. */
export async function dispatch(site: Site, { workflow, ref, inputs, actor }: Dispatch): Promise<Dispatched> {
  const { repository, path } = workflow
  const branch = ref.replace(/^refs\/heads\//, '')
  const sha = await resolveCommit(repository.bare, `refs/heads/${branch}`)
  if (sha === null) return { ok: false, message: `No ref found for: ${ref}` }
  const text = await textAt(repository, sha, path)
  if (text === null) return { ok: false, message: `Workflow does not exist on ${ref}` }
  const file = read(text, path)
  if (file instanceof WorkflowFault) return { ok: false, message: file.message }
  const checked = checkInputs(file.inputs, inputs)
  if (!checked.ok) return { ok: false, message: checked.message }
  workflow.name = file.name
  const run = addRun(site, file, { workflow, actor, headSha: sha, headBranch: branch, inputs: checked.inputs })
  await site.runner.start(site, run, file)
  return { ok: true, run }
}

/** The workflow of a run, as it was when the run was made. */
export async function fileOfRun({ repository, headSha, workflow }: Run): Promise<WorkflowFile> {
  return readWorkflow((await textAt(repository, headSha, workflow.path)) ?? '', workflow.path)
}

/** The workflow of a file on the default branch; null when there is no such file. */
export async function workflowAt(site: Site, repository: Repository, path: string): Promise<Workflow | null> {
  const { workflows, nextId } = site.store
  const known = workflows.all().find((one) => one.repository === repository && one.path === path)
  if (known !== undefined) return known
  const text = await textAt(repository, `refs/heads/${repository.defaultBranch}`, path)
  if (text === null) return null
  return workflows.add({ id: nextId(), repository, path, name: path, createdAt: timestamp() })
}

async function textAt(repository: Repository, commit: string, path: string): Promise<string | null> {
  const sha = await tryGit(repository.bare, ['rev-parse', '--verify', '--quiet', `${commit}:${path}`])
  return sha === null ? null : ((await readBlob(repository.bare, sha))?.toString() ?? null)
}

function read(text: string, path: string): WorkflowFile | WorkflowFault {
  try {
    return readWorkflow(text, path)
  } catch (error) {
    if (error instanceof WorkflowFault) return error
    return new WorkflowFault(error instanceof Error ? error.message : String(error))
  }
}

type Fresh = Pick<Run, 'workflow' | 'actor' | 'headSha' | 'headBranch' | 'inputs'>

function addRun(site: Site, file: WorkflowFile, fresh: Fresh): Run {
  const { store } = site
  const { repository } = fresh.workflow
  const earlier = store.runs.all().filter((run) => run.workflow === fresh.workflow)
  const now = timestamp()
  const run = {
    ...fresh,
    id: store.nextId(),
    repository,
    number: earlier.length + 1,
    event: 'workflow_dispatch' as const,
    createdAt: now,
    attempt: 1,
    status: 'queued' as const,
    conclusion: null,
    startedAt: now,
    updatedAt: now,
  }
  const title = file.runName === null ? file.name : expand(file.runName, runContexts(site, run, file))
  return store.runs.add({ ...run, title, jobs: [], log: '' })
}
