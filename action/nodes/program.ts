import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { evaluateTemplate } from '../../recipes-schema/expression/template.ts'
import type { Node } from '../../recipes-schema/recipe/types.ts'
import type { Line } from '../process/line-reader.ts'
import { type Ended, runProcess } from '../process/run-process.ts'
import { type NodeContext, NodeFailure } from './node.ts'

export interface Program {
  readonly argv: readonly [string, ...string[]]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** What it is called in messages: "the command". */
  readonly called: string
  /** Exit codes after which trying again cannot help. */
  readonly hopeless?: readonly number[]
}

/** How many of its last lines a failure tells. */
const toldLines = 3

/** Runs a program for a node; a failure tells how it ended and its last lines. */
export async function runProgramOf(node: Node, program: Program, { signal, print }: NodeContext): Promise<void> {
  const { argv, cwd, env, called, hopeless = [] } = program
  const last: string[] = []
  const onLine = (line: Line): void => {
    const shown = print(line)
    if (shown === null) return
    last.push(shown.slice(0, 500))
    if (last.length > toldLines) last.shift()
  }
  const ended = await runProcess(argv, { cwd, env, signal, onLine })
  if (ended.exitCode === 0) return
  const words = last.length > 0 ? `: ${last.join(' / ')}` : '.'
  // What is not there, or may not be run, will not be in a minute.
  const retryable = ended.fault === null && ![126, 127, ...hopeless].includes(ended.exitCode ?? 0)
  const place = { file: node.place.file, line: node.place.line }
  throw new NodeFailure(`${node.kind}.failed`, `${called} ${howItEnded(ended)}${words}`, place, { retryable })
}

function howItEnded({ exitCode, signal, fault }: Ended): string {
  if (fault !== null) return `could not be started (${fault})`
  return exitCode === null ? `was ended by ${signal ?? 'the system'}` : `ended with exit code ${exitCode}`
}

/** A node's own environment variables, evaluated. */
export function ownVariables(
  env: Readonly<Record<string, string | number | boolean>>,
  values: NodeContext['values'],
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).map(([name, value]): [string, string] => [
      name,
      String((typeof value === 'string' ? evaluateTemplate(value, values) : value) ?? ''),
    ]),
  )
}

/** The first of some programs that is on the PATH of an environment; null when none is. */
export async function findProgram(
  names: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ readonly name: string; readonly path: string } | null> {
  for (const name of names)
    for (const folder of (env.PATH ?? '').split(delimiter)) {
      const path = join(folder, name)
      const found = await access(path, constants.X_OK).then(
        () => true,
        () => false,
      )
      if (folder !== '' && found) return { name, path }
    }
  return null
}
