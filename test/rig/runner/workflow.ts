import { parse } from 'yaml'

/** A workflow file, as far as this runner carries it out. */
export interface WorkflowFile {
  readonly name: string
  readonly runName: string | null
  readonly inputs: Readonly<Record<string, InputDeclaration>>
  readonly env: Env
  readonly permissions: WrittenPermissions | null
  readonly concurrency: WrittenConcurrency | null
  readonly jobs: Readonly<Record<string, JobFile>>
}

export type Env = Readonly<Record<string, unknown>>
export type WrittenPermissions = 'read-all' | 'write-all' | Readonly<Record<string, 'read' | 'write' | 'none'>>

export interface WrittenConcurrency {
  readonly group: string
  readonly 'cancel-in-progress'?: boolean | string
  readonly queue?: 'single' | 'max'
}

export interface InputDeclaration {
  readonly type?: 'string' | 'boolean' | 'number' | 'choice' | 'environment'
  readonly required?: boolean
  readonly default?: string | boolean | number
  readonly options?: readonly string[]
}

export interface JobFile {
  readonly name?: string
  readonly needs?: string | readonly string[]
  readonly if?: string | boolean
  readonly permissions?: WrittenPermissions
  readonly environment?: string | { readonly name: string; readonly deployment?: boolean }
  readonly env?: Env
  readonly outputs?: Readonly<Record<string, string>>
  readonly 'timeout-minutes'?: number | string
  readonly 'runs-on': string | readonly string[]
  readonly steps: readonly StepFile[]
}

export interface StepFile {
  readonly id?: string
  readonly name?: string
  readonly if?: string | boolean
  readonly uses?: string
  readonly with?: Env
  readonly run?: string
  readonly shell?: string
  readonly env?: Env
  readonly 'working-directory'?: string
  readonly 'timeout-minutes'?: number | string
  readonly 'continue-on-error'?: boolean | string
}

/** A workflow file that GitHub would not start, or that this runner does not know how to. */
export class WorkflowFault extends Error {}

/** Reads a workflow. Keys that are unknown here are refused rather than passed over. */
export function readWorkflow(text: string, path: string): WorkflowFile {
  const written = parse(text) as Record<string, unknown> | null
  if (written === null || typeof written !== 'object') throw new WorkflowFault(`${path} is no workflow`)
  allow(written, workflowKeys, path)
  const jobs = written.jobs as Record<string, JobFile> | undefined
  if (jobs === undefined || Object.keys(jobs).length === 0) throw new WorkflowFault(`${path} has no jobs`)
  for (const [key, job] of Object.entries(jobs)) checkJob(key, job)
  const concurrency = written.concurrency as string | WrittenConcurrency | undefined
  return {
    name: typeof written.name === 'string' ? written.name : path,
    runName: typeof written['run-name'] === 'string' ? written['run-name'] : null,
    inputs: inputsOf(written.on, path),
    env: (written.env ?? {}) as Env,
    permissions: (written.permissions ?? null) as WrittenPermissions | null,
    concurrency: typeof concurrency === 'string' ? { group: concurrency } : (concurrency ?? null),
    jobs,
  }
}

const workflowKeys = ['name', 'run-name', 'on', 'env', 'permissions', 'concurrency', 'jobs', 'defaults']
const jobKeys = [
  ...['name', 'needs', 'if', 'permissions', 'environment', 'env', 'outputs', 'timeout-minutes', 'runs-on', 'steps'],
]
const stepKeys = [
  ...['id', 'name', 'if', 'uses', 'with', 'run', 'shell', 'env', 'working-directory', 'timeout-minutes'],
  'continue-on-error',
]

function checkJob(key: string, job: JobFile): void {
  allow(job, jobKeys, `job ${key}`)
  if (job['runs-on'] === undefined) throw new WorkflowFault(`job ${key} has no runs-on`)
  if (!Array.isArray(job.steps)) throw new WorkflowFault(`job ${key} has no steps`)
  for (const [at, step] of job.steps.entries()) {
    allow(step, stepKeys, `step ${at + 1} of job ${key}`)
    const kinds = Number(step.uses !== undefined) + Number(step.run !== undefined)
    if (kinds !== 1) throw new WorkflowFault(`step ${at + 1} of job ${key} needs either uses or run`)
  }
}

/** The declared inputs; a workflow without workflow_dispatch cannot be dispatched. */
function inputsOf(on: unknown, path: string): Readonly<Record<string, InputDeclaration>> {
  const none = new WorkflowFault(`Workflow does not have 'workflow_dispatch' trigger`)
  if (typeof on === 'string' || Array.isArray(on)) {
    if ([on].flat().includes('workflow_dispatch')) return {}
    throw none
  }
  if (on === null || typeof on !== 'object') throw new WorkflowFault(`${path} has no triggers`)
  if (!('workflow_dispatch' in on)) throw none
  return ((on.workflow_dispatch as { inputs?: Record<string, InputDeclaration> } | null)?.inputs ?? {}) as Readonly<
    Record<string, InputDeclaration>
  >
}

function allow(value: object, keys: readonly string[], what: string): void {
  const unknown = Object.keys(value).filter((key) => !keys.includes(key))
  if (unknown.length > 0) throw new WorkflowFault(`${what} has ${unknown.join(', ')}, which this runner does not know`)
}
