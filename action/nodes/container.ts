import { randomBytes } from 'node:crypto'
import { userInfo } from 'node:os'
import { isAbsolute, resolve } from 'node:path'
import { evaluateTemplate } from '../../recipes-schema/expression/template.ts'
import type { ContainerNode } from '../../recipes-schema/recipe/types.ts'
import { runProcess } from '../process/run-process.ts'
import { type Made, type NodeContext, NodeFailure } from './node.ts'
import { withOutputs } from './outputs.ts'
import { findProgram, ownVariables, runProgramOf } from './program.ts'

/** What can run containers, the one that is asked first, first. */
const engines = ['docker', 'podman'] as const
/** Where the recipe's folder, and the folder with the file for outputs, are seen in the container. */
const [work, scratch] = ['/recipe', '/galley'] as const
/** How long a container that is asked to end may take, in milliseconds; then it is removed. */
const grace = 800
/** The engine's own failure, not the command's. */
const engineFailed = 125

/**
 * Runs a command in a container that sees the recipe's folder, the node's own environment variables and nothing else of
 * the machine. Cancelled, the container itself is removed: ending the program that started it might leave it running.
 */
export async function runContainer(node: ContainerNode, context: NodeContext): Promise<Made> {
  const { environment, values, folder, signal } = context
  const engine = await findProgram(engines, environment)
  if (engine === null) {
    const message = 'There is no docker and no podman on the PATH, and this node runs in a container.'
    throw new NodeFailure('container.no_engine', message)
  }
  const cwd = await folder()
  const own = ownVariables(node.env, values)
  const name = `galley-${randomBytes(8).toString('hex')}`
  const outputs = await withOutputs(node, async (output) => {
    const env = { ...environment, ...own, GITHUB_OUTPUT: `${scratch}/output` }
    const argv = [
      ...[engine.path, 'run', '--rm', '--init', '--name', name, '--workdir', work],
      ...userOf(node, engine.name),
      ...mount(cwd, work),
      ...mount(output.folder, scratch),
      ...node.mounts.flatMap((written) => mountOf(String(evaluateTemplate(written, values) ?? ''), cwd)),
      // By name alone: a value on a command line could be read by everybody on the machine.
      ...[...Object.keys(own), 'GITHUB_OUTPUT'].flatMap((variable) => ['--env', variable]),
      String(evaluateTemplate(node.image, values) ?? ''),
      ...(node.command === null ? [] : ['sh', '-e', '-c', node.command]),
    ] as [string, ...string[]]
    const remove = removeOnAbort([engine.path, 'rm', '--force', name], { cwd, env: environment }, signal)
    try {
      await runProgramOf(node, { argv, cwd, env, called: 'The container' }, context)
    } catch (error) {
      throw error instanceof NodeFailure && error.message.includes(`exit code ${engineFailed}`)
        ? new NodeFailure('container.engine', error.message, error.location, { retryable: true })
        : error
    } finally {
      await remove()
    }
  })
  return { relation: null, is_view: false, outputs }
}

/** Without `user`, docker would write into the recipe's folder as root; podman maps its root to the person. */
function userOf({ user }: ContainerNode, engine: string): string[] {
  if (user !== null) return ['--user', user]
  const { uid, gid } = userInfo()
  return engine === 'docker' && uid >= 0 ? ['--user', `${uid}:${gid}`] : []
}

/** `SOURCE:TARGET`, or with `:ro` at its end. */
function mountOf(written: string, folder: string): string[] {
  const [, source, target, mode] = /^(.+?):(\/[^:]*)(:ro)?$/.exec(written) ?? []
  if (source === undefined || target === undefined) {
    const message = `"${written}" is not a mount: write SOURCE:TARGET or SOURCE:TARGET:ro, the target from the root.`
    throw new NodeFailure('container.mount', message)
  }
  return mount(isAbsolute(source) ? source : resolve(folder, source), target, mode !== undefined)
}

function mount(source: string, target: string, readOnly = false): string[] {
  return ['--volume', `${source}:${target}${readOnly ? ':ro' : ''}`]
}

/** Removes a container some time after the signal aborts, if it has not ended by then. Gives the function that waits. */
function removeOnAbort(
  argv: [string, ...string[]],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
  signal: AbortSignal,
): () => Promise<void> {
  let removing: Promise<unknown> | undefined
  let timer: NodeJS.Timeout | undefined
  const remove = (): void => {
    removing ??= runProcess(argv, { ...options, signal: AbortSignal.timeout(grace), onLine: () => {} })
  }
  const onAbort = (): void => {
    timer = setTimeout(remove, grace)
  }
  signal.addEventListener('abort', onAbort, { once: true })
  return async () => {
    signal.removeEventListener('abort', onAbort)
    clearTimeout(timer)
    if (signal.aborted) remove()
    await removing
  }
}
