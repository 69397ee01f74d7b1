import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { evaluateTemplate } from '../../recipes-schema/expression/template.ts'
import type { RunNode } from '../../recipes-schema/recipe/types.ts'
import type { Line } from '../process/line-reader.ts'
import { type Ended, runShell } from '../process/run-process.ts'
import { type Made, type NodeContext, NodeFailure } from './node.ts'

/** Runs a command in the recipe's folder. Its outputs are the `name=value` lines that it appends to $GITHUB_OUTPUT. */
export async function runCommand(node: RunNode, context: NodeContext): Promise<Made> {
  const scratch = await mkdtemp(join(tmpdir(), 'galley-run-'))
  const outputFile = join(scratch, 'output')
  await writeFile(outputFile, '')
  try {
    await execute(
      node,
      { ...context.environment, ...environmentOf(node, context.values), GITHUB_OUTPUT: outputFile },
      context,
    )
    return { relation: null, is_view: false, outputs: readOutputs(await readFile(outputFile, 'utf8'), node) }
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

async function execute(node: RunNode, env: Record<string, string>, context: NodeContext): Promise<void> {
  const { signal, print } = context
  const cwd = await context.folder()
  const last: string[] = []
  const onLine = (line: Line): void => {
    const shown = print(line)
    if (shown === null) return
    last.push(shown.slice(0, 500))
    if (last.length > 3) last.shift()
  }
  const ended = await runShell(node.command, { cwd, env, signal, onLine })
  if (ended.exitCode === 0) return
  const words = last.length > 0 ? `: ${last.join(' / ')}` : '.'
  // A command that is not there will not be there in a minute.
  const retryable = ended.fault === null && ended.exitCode !== 126 && ended.exitCode !== 127
  throw new NodeFailure('run.failed', `The command ${howItEnded(ended)}${words}`, placeOf(node), { retryable })
}

function howItEnded({ exitCode, signal, fault }: Ended): string {
  if (fault !== null) return `could not be started (${fault})`
  return exitCode === null ? `was ended by ${signal ?? 'the system'}` : `ended with exit code ${exitCode}`
}

function placeOf(node: RunNode): { file: string; line: number } {
  return { file: node.place.file, line: node.place.line }
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
  return new NodeFailure('run.output', message, placeOf(node))
}
