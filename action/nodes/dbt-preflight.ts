import { join } from 'node:path'
import type { OutsideNode } from '../../recipes-schema/recipe/types.ts'
import type { Outside } from '../orchestrators/open.ts'
import { runProcess } from '../process/run-process.ts'
import { NodeFailure } from './node.ts'
import { findProgram } from './program.ts'

/** Makes sure that dbt is there, reads the project and its profile, and reaches the warehouse of the target. */
export async function dbtPreflight(
  node: OutsideNode,
  { options, environment }: Pick<Outside, 'options' | 'environment'>,
  root: string,
  signal: AbortSignal,
): Promise<string> {
  const program = await findProgram(['dbt'], environment)
  if (program === null) throw noDbt()
  const cwd = join(root, node.folder, String(options.project))
  const target = options.target === undefined ? [] : ['--target', String(options.target)]
  const lines: string[] = []
  const { exitCode, fault } = await runProcess(
    [
      program.path,
      'debug',
      ...target,
      '--no-use-colors',
      '--no-version-check',
      '--no-send-anonymous-usage-stats',
      '--log-level-file',
      'none',
    ],
    {
      cwd,
      env: { ...environment, DBT_PROJECT_DIR: cwd },
      signal,
      onLine: ({ text }) => {
        // dbt writes the time of day before each line.
        const line = text.replace(/^\d\d:\d\d:\d\d\s*/, '').trim()
        if (line !== '') lines.push(line)
      },
    },
  )
  signal.throwIfAborted()
  const version = lines.find((line) => line.startsWith('dbt version'))?.replace('dbt version', 'dbt') ?? 'dbt'
  if (exitCode === 0) return `${version} reads ${String(options.project)} and reaches its target.`
  const bad = lines.filter((line) => /error|invalid|not found|does not|failed/i.test(line)).slice(0, 5)
  const message = `dbt debug of ${String(options.project)} fails: ${fault ?? (bad.length > 0 ? bad : lines.slice(-3)).join(' / ')}`
  throw new NodeFailure('dbt.preflight', message)
}

export function noDbt(): NodeFailure {
  const message =
    'There is no dbt on the PATH. Install dbt-core with the adapter of the warehouse, e.g. in a step before.'
  return new NodeFailure('dbt.no_program', message)
}
