import { posix } from 'node:path'
import { repositoryUrl } from '../present/repository.ts'
import { presentJob, presentRun, presentWorkflow, runPage } from '../present/run.ts'
import { type Answer, bodyOf, type Call, found, ok, Refusal, type Route, senderOf } from '../rest/call.ts'
import { paginate } from '../rest/paginate.ts'
import { dispatch, workflowAt } from '../runner/dispatch.ts'
import type { Run, Workflow } from '../store/records.ts'

export const runRoutes: readonly Route[] = [
  { operation: 'actions/create-workflow-dispatch', needs: ['actions:write'], answer: createDispatch },
  {
    operation: 'actions/get-workflow',
    needs: ['actions:read'],
    answer: async (call) => ok(presentWorkflow(call.site, await workflowOf(call))),
  },
  {
    operation: 'actions/list-workflow-runs',
    needs: ['actions:read'],
    answer: async (call) => list(call, await workflowOf(call)),
  },
  { operation: 'actions/list-workflow-runs-for-repo', needs: ['actions:read'], answer: (call) => list(call, null) },
  {
    operation: 'actions/get-workflow-run',
    needs: ['actions:read'],
    answer: async (call) => ok(await presentRun(call.site, runOf(call))),
  },
  {
    operation: 'actions/list-jobs-for-workflow-run',
    needs: ['actions:read'],
    answer: (call) => {
      const run = runOf(call)
      return paginate(
        call,
        run.jobs.map((job) => presentJob(call.site, run, job)),
        (page, total) => ({ total_count: total, jobs: page }),
      )
    },
  },
  { operation: 'actions/cancel-workflow-run', needs: ['actions:write'], answer: cancel },
  { operation: 'actions/re-run-workflow', needs: ['actions:write'], answer: rerun },
]

function runOf({ site, repository, params }: Call): Run {
  const run = found(site.store.runs.get(Number(params.run_id)))
  return found(run.repository === repository ? run : null)
}

/** By id, or by the name of its file on the default branch. */
async function workflowOf({ site, repository, params }: Call): Promise<Workflow> {
  const name = params.workflow_id ?? ''
  if (/^\d+$/.test(name)) {
    const known = found(site.store.workflows.get(Number(name)))
    return found(known.repository === repository ? known : null)
  }
  return found(await workflowAt(site, repository, posix.join('.github/workflows', name)))
}

interface Dispatch {
  readonly ref: string
  readonly inputs?: Readonly<Record<string, unknown>>
  readonly return_run_details?: boolean
}

async function createDispatch(call: Call): Promise<Answer> {
  const { site, repository } = call
  const workflow = await workflowOf(call)
  const { ref, inputs = {}, return_run_details: details = false } = bodyOf<Dispatch>(call)
  const done = await dispatch(site, { workflow, ref, inputs, actor: senderOf(call) })
  if (!done.ok) throw new Refusal(422, done.message)
  if (!details) return { status: 204 }
  const { run } = done
  const api = `${repositoryUrl(site, repository)}/actions/runs/${run.id}`
  return ok({ workflow_run_id: run.id, run_url: api, html_url: runPage(site, run) })
}

/** Newest first. */
async function list(call: Call, workflow: Workflow | null): Promise<Answer> {
  const { site, repository, query } = call
  const wants = (name: string, ...values: (string | null)[]): boolean =>
    !query.has(name) || values.includes(query.get(name))
  const runs = site.store.runs
    .all()
    .filter((run) => run.repository === repository && (workflow === null || run.workflow === workflow))
    .filter((run) => wants('event', run.event) && wants('branch', run.headBranch) && wants('head_sha', run.headSha))
    .filter((run) => wants('status', run.status, run.conclusion) && wants('actor', run.actor.login))
    .reverse()
  const shown = await Promise.all(runs.map((run) => presentRun(site, run)))
  return paginate(call, shown, (page, total) => ({ total_count: total, workflow_runs: page }))
}

async function cancel(call: Call): Promise<Answer> {
  const run = runOf(call)
  if (run.status === 'completed') throw new Refusal(409, 'Cannot cancel a workflow run that is completed.')
  await call.site.runner.cancel(call.site, run)
  return ok({}, 202)
}

/** The same run once more, as its next attempt. */
async function rerun(call: Call): Promise<Answer> {
  const { site } = call
  const run = runOf(call)
  if (run.status !== 'completed') throw new Refusal(403, 'This workflow is already running')
  await site.runner.again(site, run)
  return ok({}, 201)
}
