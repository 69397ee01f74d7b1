import { closed, text } from '../written/keys/forms.ts'
import { outsideKind } from './outside.ts'

export const prefectKind = outsideKind('prefect', {
  ...closed(
    {
      connection: { ...text, description: 'A connection of type prefect.', examples: ['pf'] },
      flow: { ...text, description: 'The flow.', examples: ['nightly'] },
      deployment: { ...text, description: 'Its deployment.', examples: ['prod'] },
    },
    ['connection', 'flow', 'deployment'],
  ),
  description: 'A run of a deployment of Prefect; `with` gives its parameters.',
  examples: [{ connection: 'pf', flow: 'nightly', deployment: 'prod' }],
})
