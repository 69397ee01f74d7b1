import { closed, text } from '../written/keys/forms.ts'
import { outputs } from './outputs.ts'
import { outsideKind } from './outside.ts'

export const workflowKind = outsideKind('workflow', {
  ...closed(
    {
      connection: { ...text, description: 'A connection of type github.', examples: ['gh'] },
      repository: {
        type: 'string',
        pattern: '^[A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9._-]{1,100}$',
        description: "The repository; the recipe's own unless said.",
        examples: ['octo/publish'],
      },
      file: { ...text, description: 'The workflow, by its file name.', examples: ['publish.yml'] },
      ref: { ...text, description: 'The branch or tag; the default branch unless said.', examples: ['main'] },
      outputs: outputs('The addresses of artifacts, by their names.', 'report'),
    },
    ['connection', 'file'],
  ),
  description: 'A run of a workflow of GitHub Actions; `with` gives its inputs.',
  examples: [{ connection: 'gh', repository: 'octo/publish', file: 'publish.yml' }],
})
