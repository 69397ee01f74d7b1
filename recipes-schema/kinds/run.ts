import type { RunNode } from '../recipe/types.ts'
import { text } from '../written/keys/forms.ts'
import { commandOutputs, env, inputs } from '../written/keys/options.ts'
import { commandIdentity, readCommand, refuseExpressions } from './command.ts'
import type { NodeKind } from './kind.ts'

export const runKind: NodeKind<RunNode> = {
  key: 'run',
  schema: {
    anyOf: [text, { type: 'array', items: { type: 'string' }, minItems: 1, maxItems: 1000 }],
    description: "A shell command, run in the recipe's folder. Expressions are not expanded in it: pass them by `env`.",
    examples: ['python deep_dive.py', ['python', 'deep_dive.py', '--fast']],
  },
  options: { env, outputs: commandOutputs, inputs },
  outside: false,
  async assemble(assembly) {
    const command = assembly.written.run ?? ''
    const path = [...assembly.path, 'run']
    if (typeof command === 'string') refuseExpressions(assembly, command, path)
    else for (const [index, word] of command.entries()) refuseExpressions(assembly, word, [...path, index])
    const { frame, ...rest } = readCommand(assembly)
    return { own: { kind: 'run', command, ...frame }, ...rest }
  },
  identity: (node) => ({ command: node.command, ...commandIdentity(node) }),
  // Nobody can know what a command takes of what.
  parts: () => null,
}
