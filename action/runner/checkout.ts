import { execa } from 'execa'
import { exits, Fault } from '../fault.ts'
import { git } from '../git/repository.ts'

export interface Remote {
  readonly server: string
  readonly repository: string
  readonly token: string
}

/** Refuses to work in anything but the exact commit of the order. */
export async function requireHead(folder: string, head: string): Promise<void> {
  const present = await git(folder, 'rev-parse', 'HEAD')
  if (present === head) return
  const hint = 'The workflow has to check out ${{ inputs.sha }}.'
  throw new Fault(
    'checkout.other_commit',
    exits.refused,
    `The checkout is at ${present}, the order is about ${head}.`,
    hint,
  )
}

/** Fetches one commit without its history, where the clone lacks it. */
export async function fetchCommit(folder: string, remote: Remote, commit: string): Promise<void> {
  const has = await execa('git', ['cat-file', '-e', `${commit}^{tree}`], { cwd: folder, reject: false })
  if (has.exitCode === 0) return
  await fetchFrom(folder, remote, ['--depth=1', commit])
}

/** Fetches the history of a commit, so that ancestry can be told; a complete clone needs nothing. */
export async function fetchHistory(folder: string, remote: Remote, commit: string): Promise<void> {
  const shallow = await git(folder, 'rev-parse', '--is-shallow-repository')
  if (shallow === 'true') await fetchFrom(folder, remote, ['--unshallow', commit])
}

/** The token travels in git's environment configuration: on a command line every process on the machine could read it. */
async function fetchFrom(
  folder: string,
  { server, repository, token }: Remote,
  args: readonly string[],
): Promise<void> {
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64')
  const env = {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `http.${server}/.extraheader`,
    GIT_CONFIG_VALUE_0: `AUTHORIZATION: basic ${basic}`,
    GIT_TERMINAL_PROMPT: '0',
  }
  const [what, ...rest] = args
  const command = [
    'fetch',
    '--no-tags',
    '--quiet',
    ...(what === undefined ? [] : [what]),
    `${server}/${repository}.git`,
    ...rest,
  ]
  const done = await execa('git', command, { cwd: folder, env, reject: false })
  if (done.failed)
    throw new Fault('git.fetch', exits.world, `The commits to compare with cannot be fetched: ${done.stderr}`)
}
