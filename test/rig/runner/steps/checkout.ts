import { mkdir, readdir, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { JobScope } from '../job-scope.ts'
import { runProcess } from '../process.ts'

/** actions/checkout, as far as Galley's workflow uses it, with real git against the rig. */
export async function checkOut(scope: JobScope, inputs: Readonly<Record<string, string>>): Promise<boolean> {
  const { run, workspace, variables, site } = scope
  const known = ['ref', 'token', 'fetch-depth', 'persist-credentials', 'path', 'repository']
  const unknown = Object.keys(inputs).filter((name) => !known.includes(name))
  if (unknown.length > 0) throw new Error(`This checkout does not know ${unknown.join(', ')}.`)
  const folder = resolve(workspace, inputs.path ?? '.')
  if (!`${folder}/`.startsWith(`${workspace}/`)) throw new Error(`${inputs.path} is outside of the workspace.`)
  await empty(folder)
  const token = inputs.token || scope.token
  const repository = inputs.repository || variables.GITHUB_REPOSITORY
  const ref = inputs.ref || run.headSha
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64')
  scope.log.mask(basic)
  const header = [`http.${site.url}/.extraheader`, `AUTHORIZATION: basic ${basic}`] as const
  const git = async ({ stop, waits }: JobScope, ...args: string[]): Promise<void> => {
    scope.log.write(`[command]git ${args.join(' ')}`)
    const env = {
      ...variables,
      GIT_TERMINAL_PROMPT: '0',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: header[0],
      GIT_CONFIG_VALUE_0: header[1],
    }
    const code = await runProcess({ command: 'git', args, cwd: folder, env, onLine: scope.log.line, stop, waits })
    if (code !== 0) throw new Error(`The process git failed with exit code ${code}`)
  }
  await git(scope, 'init', '--quiet', '--initial-branch=main', '.')
  await git(scope, 'remote', 'add', 'origin', `${site.url}/${repository}`)
  await git(scope, 'config', '--local', 'gc.auto', '0')
  const depth = inputs['fetch-depth'] || '1'
  const all = ['+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*']
  if (depth === '0') await git(scope, 'fetch', '--quiet', '--prune', 'origin', ...all)
  await git(scope, 'fetch', '--quiet', '--no-tags', ...(depth === '0' ? [] : [`--depth=${depth}`]), 'origin', ref)
  await git(scope, 'checkout', '--quiet', '--force', '--detach', 'FETCH_HEAD')
  if (inputs['persist-credentials'] === 'false') return true
  await git(scope, 'config', '--local', ...header)
  scope.posts.push(async (later) => {
    await git(later, 'config', '--local', '--unset-all', header[0])
    return true
  })
  return true
}

/** The workspace belongs to the checkout: what was there goes. */
async function empty(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true, force: true })
}
