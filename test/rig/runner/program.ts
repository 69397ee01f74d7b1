import { fileCommands } from './file-commands.ts'
import type { JobScope } from './job-scope.ts'
import { runProcess } from './process.ts'

/** The step's own environment goes over the job's. */
export interface StepRun {
  readonly env: Readonly<Record<string, string>>
  readonly outputs: Record<string, string>
}

interface More {
  readonly cwd?: string
  readonly state?: Record<string, string>
}

let files = 0

/** Runs a program of a step, with the files by which it speaks to the runner. True when it exits with 0. */
export async function runWithFiles(
  scope: JobScope,
  command: string,
  args: readonly string[],
  { env, outputs }: StepRun,
  { cwd = scope.workspace, state = {} }: More = {},
): Promise<boolean> {
  const commands = await fileCommands(scope.temp, String(++files))
  const path = [...scope.path.toReversed(), scope.variables.PATH].join(':')
  const code = await runProcess({
    command,
    args,
    cwd,
    env: { ...scope.variables, ...scope.env, ...env, PATH: path, ...commands.variables },
    onLine: scope.log.line,
    stop: scope.stop,
    waits: scope.waits,
  })
  const written = await commands.read()
  Object.assign(outputs, written.output)
  Object.assign(scope.env, written.env)
  Object.assign(state, written.state)
  scope.path.push(...written.path)
  scope.job.summary += written.summary
  if (code !== 0) scope.log.write(`##[error]Process completed with exit code ${code ?? 'none: a signal ended it'}.`)
  return code === 0
}
