import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { edited } from './scenario/edit.ts'
import type { Change } from './scenario/types.ts'

/** A person's clone of the repository, with git and the command line. */
export interface Desk {
  readonly folder: string
  git(...args: string[]): Promise<string>
  /** Runs `galley ARGS` as a process and gives its exit code and what it printed. */
  galley(env: NodeJS.ProcessEnv, ...args: string[]): Promise<{ exit: number; out: string; err: string }>
  /** Makes a change's branch from the default branch, with its commits; nothing is pushed. Gives the head's SHA. */
  commit(change: Change): Promise<string>
}

const cli = fileURLToPath(new URL('../../action/cli.ts', import.meta.url))

export async function openDesk(folder: string, cloneUrl: string, person: string): Promise<Desk> {
  const env = {
    GIT_AUTHOR_NAME: person,
    GIT_AUTHOR_EMAIL: `${person}@example.com`,
    GIT_COMMITTER_NAME: person,
    GIT_COMMITTER_EMAIL: `${person}@example.com`,
    GIT_TERMINAL_PROMPT: '0',
  }
  await mkdir(dirname(folder), { recursive: true })
  await execa('git', ['clone', '--quiet', cloneUrl, folder], { env })
  const git: Desk['git'] = async (...args) => (await execa('git', args, { cwd: folder, env })).stdout
  return {
    folder,
    git,
    async galley(settings, ...args) {
      const done = await execa(process.execPath, [cli, '-C', folder, ...args], {
        env: { ...settings, NO_COLOR: '1' },
        reject: false,
      })
      return { exit: done.exitCode ?? 1, out: done.stdout, err: done.stderr }
    },
    async commit(change) {
      await git('checkout', '--quiet', '-B', change.branch, 'origin/main')
      for (const { message, edits } of change.commits) {
        for (const edit of edits) {
          const path = join(folder, edit.path)
          await writeFile(path, edited(await readFile(path, 'utf8').catch(() => null), edit))
        }
        await git('add', '-A')
        await git('commit', '--quiet', '-m', message)
      }
      return git('rev-parse', 'HEAD')
    },
  }
}
