import { cp, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { execa } from 'execa'
import { runProgram } from '../../action/program.ts'
import { scratch } from './scratch.ts'

export interface Ran {
  readonly exit: number
  readonly out: string
  readonly err: string
  /** Standard output as JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: answers are read by their documented keys
  readonly json: any
}

/** A git repository with a person's files, and the command line run in it as a person would. */
export interface Desk {
  readonly folder: string
  readonly env: Record<string, string>
  galley(...args: string[]): Promise<Ran>
  write(files: Readonly<Record<string, string>>): Promise<void>
  commit(message: string): Promise<string>
  git(...args: string[]): Promise<string>
}

export async function desk(files: Readonly<Record<string, string>>): Promise<Desk> {
  const home = await scratch()
  const folder = join(home, 'repository')
  const data = join(home, 'data')
  await mkdir(folder)
  await mkdir(data)
  const env = { ...process.env, WAREHOUSE: join(home, 'w.duckdb'), DATA: data } as Record<string, string>
  const identity = {
    GIT_AUTHOR_NAME: 'Cook',
    GIT_AUTHOR_EMAIL: 'cook@example.com',
    GIT_COMMITTER_NAME: 'Cook',
    GIT_COMMITTER_EMAIL: 'cook@example.com',
  }
  const git = async (...args: string[]): Promise<string> =>
    (await execa('git', args, { cwd: folder, env: identity })).stdout
  const one: Desk = {
    folder,
    env,
    git,
    async galley(...args) {
      const out: string[] = []
      const err: string[] = []
      const io = {
        env,
        cwd: folder,
        out: (text: string) => out.push(text),
        err: (text: string) => err.push(text),
        colour: false,
      }
      const exit = await runProgram(args, { ...io, signal: new AbortController().signal, now: () => new Date() })
      return {
        exit,
        out: out.join('\n'),
        err: err.join('\n'),
        json: args.includes('--json') ? JSON.parse(out.join('\n')) : null,
      }
    },
    async write(changed) {
      for (const [path, content] of Object.entries(changed)) {
        await mkdir(dirname(join(folder, path)), { recursive: true })
        await writeFile(join(folder, path), content)
      }
    },
    async commit(message) {
      await git('add', '-A')
      await git('commit', '-qm', message)
      return git('rev-parse', 'HEAD')
    },
  }
  await git('init', '-qb', 'main')
  await one.write(files)
  await one.commit('Begin')
  await cp(new URL('../fixtures/raw.csv', import.meta.url), join(data, 'raw.csv'))
  return one
}
