import { execa } from 'execa'

/** GitHub's own hand: the committer of merges that are made on the server. */
const committer = { name: 'GitHub', email: 'noreply@github.com' }

/** Git without this machine's or this person's settings. */
export const gitEnvironment: Readonly<Record<string, string>> = {
  PATH: process.env.PATH ?? '',
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: committer.name,
  GIT_AUTHOR_EMAIL: committer.email,
  GIT_COMMITTER_NAME: committer.name,
  GIT_COMMITTER_EMAIL: committer.email,
}

export interface Person {
  readonly name: string
  readonly email: string
}

/** Runs git in a folder and gives what it prints, without the last line break. A failure is an exception. */
export async function git(folder: string, args: readonly string[], author?: Person): Promise<string> {
  const { stdout } = await execa('git', args, {
    cwd: folder,
    env: { ...gitEnvironment, ...authored(author) },
    extendEnv: false,
  })
  return stdout
}

/** The same for questions whose answer may be no: null when git fails. */
export async function tryGit(folder: string, args: readonly string[]): Promise<string | null> {
  const done = await execa('git', args, { cwd: folder, env: gitEnvironment, extendEnv: false, reject: false })
  return done.failed ? null : done.stdout
}

function authored(author: Person | undefined): Record<string, string> {
  return author === undefined ? {} : { GIT_AUTHOR_NAME: author.name, GIT_AUTHOR_EMAIL: author.email }
}
