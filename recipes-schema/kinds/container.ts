import type { ContainerNode } from '../recipe/types.ts'
import { closed, text } from '../written/keys/forms.ts'
import { commandOutputs, env, inputs } from '../written/keys/options.ts'
import { commandIdentity, readCommand, refuseExpressions } from './command.ts'
import type { NodeKind } from './kind.ts'
import { merged, readReferences } from './references.ts'

export const containerKind: NodeKind<ContainerNode> = {
  key: 'container',
  schema: {
    ...closed(
      {
        image: { ...text, description: 'The image; a digest makes it stand still.', examples: ['python:3.13-slim'] },
        mounts: {
          type: 'array',
          maxItems: 50,
          items: { ...text, pattern: '^.+:/[^:]*(:ro)?$' },
          description: 'What of the machine it sees besides the folder: SOURCE:TARGET, with `:ro` to read alone.',
          examples: [['${{ env.DATA }}:/data:ro']],
        },
        user: { ...text, description: 'Who the command runs as; who runs the order, unless said.', examples: ['1000'] },
        run: { ...text, description: 'A shell command; else what the image does.', examples: ['python deep_dive.py'] },
      },
      ['image'],
    ),
    description: "A command in a container, with the recipe's folder as its working directory.",
    examples: [{ image: 'python:3.13-slim', run: 'python deep_dive.py' }],
  },
  options: { env, outputs: commandOutputs, inputs },
  outside: false,
  async assemble(assembly) {
    const { image = '', run = null, mounts = [], user = null } = assembly.written.container ?? {}
    if (run !== null) refuseExpressions(assembly, run, [...assembly.path, 'container', 'run'])
    const { frame, references, ...rest } = readCommand(assembly)
    const inImage = readReferences(assembly, { image, mounts }, [...assembly.path, 'container'], 'image')
    return {
      own: { kind: 'container', image, command: run, mounts, user, ...frame },
      ...rest,
      upstreams: [...rest.upstreams, ...inImage.upstreams],
      references: merged(references, inImage),
    }
  },
  identity: (node) => ({
    image: node.image,
    command: node.command,
    mounts: node.mounts,
    user: node.user,
    ...commandIdentity(node),
  }),
  // Nobody can know what a program takes of what.
  parts: () => null,
}
