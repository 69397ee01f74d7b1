import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exits, Fault } from '../../fault.ts'
import { findProgram } from '../../nodes/program.ts'
import { usualArgs } from '../options.ts'
import { wantsPackages } from '../packages.ts'
import { runDbtProcess } from '../run.ts'
import { type Manifest, readCompiled } from './manifest.ts'

export interface Compiling {
  readonly select?: string
  readonly exclude?: string
  readonly target?: string
  /** As `--vars` takes it. */
  readonly vars?: string
}

/**
 * Compiles a dbt project by one process, in `folder`, and leaves nothing there. Incremental models are compiled as for the
 * first time: whether a table is there already must not decide what stands in a repository.
 */
export async function compileProject(
  folder: string,
  options: Compiling,
  io: {
    readonly env: Readonly<Record<string, string>>
    readonly signal: AbortSignal
    readonly err: (text: string) => void
  },
): Promise<Manifest> {
  const program = await findProgram(['dbt'], io.env)
  if (program === null) {
    const hint = 'Install dbt-core with the adapter of the warehouse.'
    throw new Fault('dbt.no_program', exits.world, 'There is no dbt on the PATH.', hint)
  }
  const target = await mkdtemp(join(tmpdir(), 'galley-dbt-'))
  const env = { ...io.env, DBT_PROJECT_DIR: folder, DBT_TARGET_PATH: target, DBT_LOG_PATH: target }
  const dbt = async (args: readonly string[]): Promise<void> => {
    const { ended, errors } = await runDbtProcess(
      [program.path, ...args, ...usualArgs],
      { cwd: folder, env },
      {
        signal: io.signal,
        print: ({ text }) => text,
        children: () => undefined,
      },
    )
    if (ended.exitCode === 0) return
    const words = errors.length > 0 ? errors.join(' / ') : (ended.fault ?? `exit code ${ended.exitCode}`)
    throw new Fault(
      'dbt.failed',
      exits.failed,
      `dbt ${args[0]} fails: ${words}`,
      'What dbt says has to be mended first.',
    )
  }
  try {
    if (wantsPackages(folder)) {
      io.err('Installing the packages of the project')
      await dbt(['deps'])
    }
    io.err('Compiling the dbt project')
    const chosen = Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value]))
    await dbt(['compile', '--full-refresh', ...chosen])
    return await readCompiled(target)
  } finally {
    await rm(target, { recursive: true, force: true })
  }
}
