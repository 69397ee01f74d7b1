import type { Site } from '../site.ts'
import type { Conclusion, Job, Run } from '../store/records.ts'
import { timestamp } from '../time.ts'
import { runContexts } from './contexts.ts'
import { expand, isTrue } from './expression.ts'
import { carryOutJob } from './job.ts'
import type { Stop } from './process.ts'
import type { RunnerSettings } from './runner.ts'
import type { JobFile, WorkflowFile } from './workflow.ts'

interface RunWork {
  readonly site: Site
  readonly settings: RunnerSettings
  readonly run: Run
  readonly workflow: WorkflowFile
  readonly stop: Stop
}

/** Carries out the jobs of a run, each as soon as those that it needs are over. Answers the run's conclusion. */
export async function carryOutRun(work: RunWork): Promise<Conclusion> {
  const { site, run, workflow, stop } = work
  const jobs = Object.entries(workflow.jobs)
  run.jobs = jobs.map(([key, file]) => newJob(work, key, file))
  const under = new Map<string, Promise<void>>()
  const start = (key: string, file: JobFile): Promise<void> => {
    const known = under.get(key)
    if (known !== undefined) return known
    const before = namesOf(file.needs).map((name) => {
      const needed = workflow.jobs[name]
      if (needed === undefined) throw new Error(`The job ${key} needs ${name}, which is not there.`)
      return start(name, needed)
    })
    const started = Promise.all(before).then(() => startJob(work, key, file))
    under.set(key, started)
    return started
  }
  await Promise.all(jobs.map(([key, file]) => start(key, file)))
  site.bus.tell('run')
  if (stop.kill.aborted) return 'failure'
  const conclusions = run.jobs.map((job) => job.conclusion)
  if (conclusions.includes('failure')) return 'failure'
  if (conclusions.includes('cancelled')) return 'cancelled'
  return conclusions.every((one) => one === 'skipped') ? 'skipped' : 'success'
}

async function startJob(work: RunWork, key: string, file: JobFile): Promise<void> {
  const { site, run, workflow, stop } = work
  const job = run.jobs.find((one) => one.key === key)
  if (job === undefined) throw new Error(`There is no job ${key}.`)
  const before = run.jobs.filter((one) => namesOf(file.needs).includes(one.key))
  const needs = Object.fromEntries(before.map((one) => [one.key, { result: one.conclusion, outputs: one.outputs }]))
  const failed = before.some((one) => one.conclusion !== 'success')
  const contexts = { ...runContexts(site, run, workflow), needs }
  const wanted = isTrue(file.if, contexts, { failed, cancelled: stop.cancel.aborted })
  if (!wanted || stop.kill.aborted) {
    job.status = 'completed'
    job.conclusion = stop.kill.aborted ? 'failure' : stop.cancel.aborted ? 'cancelled' : 'skipped'
    job.completedAt = timestamp()
    return
  }
  await carryOutJob({ ...work, job, file, needs })
}

function newJob({ site, run, workflow }: RunWork, key: string, file: JobFile): Job {
  const now = timestamp()
  const contexts = runContexts(site, run, workflow)
  return {
    id: site.store.nextId(),
    key,
    name: file.name === undefined ? key : expand(file.name, { ...contexts, needs: {} }),
    createdAt: now,
    steps: file.steps.map((step, at) => ({
      number: at + 1,
      name: step.name ?? `Run ${step.uses ?? step.run?.trim().split('\n')[0] ?? ''}`,
      status: 'queued',
      conclusion: null,
      startedAt: null,
      completedAt: null,
    })),
    outputs: {},
    annotations: [],
    summary: '',
    status: 'queued',
    conclusion: null,
    startedAt: now,
    completedAt: null,
  }
}

function namesOf(needs: JobFile['needs']): readonly string[] {
  return needs === undefined ? [] : [needs].flat()
}
