import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { evaluateTemplate } from '../../recipes-schema/expression/template.ts'
import type { RunNode } from '../../recipes-schema/recipe/types.ts'
import { type Made, type NodeContext, NodeFailure } from './node.ts'

/** How long a command that was asked to end may take to clean up, in milliseconds. */
const grace = 1500

/** Runs a command in the recipe's folder. Its outputs are the `name=value` lines that it appends to $GITHUB_OUTPUT. */
export async function runCommand(node: RunNode, { values, folder, signal, log }: NodeContext): Promise<Made> {
  const scratch = await mkdtemp(join(tmpdir(), 'galley-run-'))
  const outputFile = join(scratch, 'output')
  await writeFile(outputFile, '')
  try {
    await execute(node, await folder(), { ...environmentOf(node, values), GITHUB_OUTPUT: outputFile }, signal, log)
    return { relation: null, is_view: false, outputs: readOutputs(await readFile(outputFile, 'utf8'), node) }
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

async function execute(
  node: RunNode,
  folder: string,
  env: Record<string, string>,
  signal: AbortSignal,
  log: (line: string) => void,
): Promise<void> {
  // A group of its own, so that what the command started ends with it.
  const child = execa('sh', ['-e', '-c', node.command], {
    cwd: folder,
    env: { ...withoutRunnerSecrets(process.env), ...env },
    extendEnv: false,
    stdin: 'ignore',
    all: true,
    buffer: false,
    reject: false,
    detached: true,
  })
  const end = (): void => endGroup(child.pid)
  signal.addEventListener('abort', end, { once: true })
  if (signal.aborted) end()
  const last: string[] = []
  for await (const line of child.iterable({ from: 'all' })) {
    log(line)
    last.push(line)
    if (last.length > 3) last.shift()
  }
  const done = await child
  signal.removeEventListener('abort', end)
  if (!done.failed) return
  const how = howItEnded(done)
  throw new NodeFailure('run.failed', `The command ${how}${last.length > 0 ? `: ${last.join(' / ')}` : '.'}`, {
    file: node.place.file,
    line: node.place.line,
  })
}

function howItEnded({
  exitCode,
  signal,
  originalMessage,
}: {
  exitCode?: number | undefined
  signal?: string | undefined
  originalMessage?: string | undefined
}): string {
  if (exitCode !== undefined) return `ended with exit code ${exitCode}`
  return signal === undefined
    ? `could not be started (${originalMessage ?? 'for a reason unknown'})`
    : `was ended by ${signal}`
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return
  signalGroup(pid, 'SIGTERM')
  setTimeout(() => signalGroup(pid, 'SIGKILL'), grace).unref()
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal)
  } catch {
    // The group is gone already.
  }
}

/**
 * A command of a pull request is a stranger's code: it gets neither what mints the runner's OIDC tokens nor the Action's
 * inputs, which hold a token.
 */
function withoutRunnerSecrets(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(ACTIONS_|INPUT_)|^GITHUB_TOKEN$/.test(name)))
}

function environmentOf(node: RunNode, values: NodeContext['values']): Record<string, string> {
  const evaluated = Object.entries(node.env).map(([name, value]): [string, string] => [
    name,
    String((typeof value === 'string' ? evaluateTemplate(value, values) : value) ?? ''),
  ])
  return Object.fromEntries(evaluated)
}

/** GitHub's output file: `name=value`, or `name<<MARK`, lines, `MARK` for values of several lines. */
function readOutputs(text: string, node: RunNode): Record<string, string> {
  const outputs: Record<string, string> = {}
  const lines = text.split('\n')
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? ''
    if (line === '') continue
    const [, name, mark] = /^([\w-]+)<<(.+)$/.exec(line) ?? []
    const equals = line.indexOf('=')
    if (name !== undefined && mark !== undefined) {
      const end = lines.indexOf(mark, at + 1)
      if (end === -1) throw badOutput(line, node)
      outputs[name] = lines.slice(at + 1, end).join('\n')
      at = end
    } else if (equals > 0) outputs[line.slice(0, equals)] = line.slice(equals + 1)
    else throw badOutput(line, node)
  }
  return outputs
}

function badOutput(line: string, node: RunNode): NodeFailure {
  const message = `"${line.slice(0, 100)}" in $GITHUB_OUTPUT is not name=value.`
  return new NodeFailure('run.output', message, { file: node.place.file, line: node.place.line })
}
