import type { RunNode } from '../../recipes-schema/recipe/types.ts'
import type { Made, NodeContext } from './node.ts'
import { withOutputs } from './outputs.ts'
import { ownVariables, runProgramOf } from './program.ts'

/**
 * Runs a command in the recipe's folder: a shell's, whose first failing line fails it, or a program with its arguments,
 * which no shell reads. Its outputs are the `name=value` lines that it appends to $GITHUB_OUTPUT.
 */
export async function runCommand(node: RunNode, context: NodeContext): Promise<Made> {
  const { environment, values, folder } = context
  const outputs = await withOutputs(node, async ({ file }) => {
    const env = { ...environment, ...ownVariables(node.env, values), GITHUB_OUTPUT: file }
    const argv = argvOf(node.command)
    await runProgramOf(node, { argv, cwd: await folder(), env, called: 'The command' }, context)
  })
  return { relation: null, is_view: false, outputs }
}

function argvOf(command: RunNode['command']): readonly [string, ...string[]] {
  if (typeof command === 'string') return ['sh', '-e', '-c', command]
  const [file = '', ...args] = command
  return [file, ...args]
}
