import type { ContainerNode } from '../recipe/types.ts'
import { closed, text } from '../written/keys/forms.ts'
import { env, inputs } from '../written/keys/options.ts'
import { commandIdentity, readCommand } from './command.ts'
import type { NodeKind } from './kind.ts'
import { merged, readReferences } from './references.ts'

export const containerKind: NodeKind<ContainerNode> = {
  key: 'container',
  schema: {
    ...closed(
      {
        image: { ...text, description: 'The image; a digest makes it stand still.', examples: ['python:3.13-slim'] },
        run: { ...text, description: 'A shell command; else what the image does.', examples: ['python deep_dive.py'] },
      },
      ['image'],
    ),
    description: "A command in a container, with the recipe's folder as its working directory.",
    examples: [{ image: 'python:3.13-slim', run: 'python deep_dive.py' }],
  },
  options: { env, inputs },
  outside: false,
  async assemble(assembly) {
    const { image = '', run = null } = assembly.written.container ?? {}
    const { frame, references, ...rest } = readCommand(assembly)
    const inImage = readReferences(assembly, { image }, [...assembly.path, 'container'])
    return {
      own: { kind: 'container', image, command: run, ...frame },
      ...rest,
      upstreams: [...rest.upstreams, ...inImage.upstreams],
      references: merged(references, inImage),
    }
  },
  identity: (node) => ({ image: node.image, command: node.command, ...commandIdentity(node) }),
  // Nobody can know what a program takes of what.
  parts: () => null,
}
