import { closed, text } from '../written/keys/forms.ts'
import { outputs } from './outputs.ts'
import { outsideKind } from './outside.ts'

export const controlMKind = outsideKind('control_m', {
  ...closed(
    {
      connection: { ...text, description: 'A connection of type control_m.', examples: ['cm'] },
      folder: { ...text, description: 'The folder to order.', examples: ['NIGHTLY'] },
      jobs: { ...text, description: 'A job or a pattern of them; else all.', examples: ['LOAD*'] },
      variables: {
        type: 'object',
        description: 'Variables of the ordered jobs.',
        examples: [{ DAY: '${{ order.date }}' }],
      },
      outputs: outputs('What a job printed, by its name.', 'LOAD'),
    },
    ['connection', 'folder'],
  ),
  description: 'An order of a folder of Control-M.',
  examples: [{ connection: 'cm', folder: 'NIGHTLY', variables: { DAY: '${{ order.date }}' } }],
})
