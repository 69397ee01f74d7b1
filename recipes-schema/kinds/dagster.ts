import { closed, text } from '../written/keys/forms.ts'
import { outsideKind } from './outside.ts'

export const dagsterKind = outsideKind('dagster', {
  ...closed(
    {
      connection: { ...text, description: 'A connection of type dagster.', examples: ['dg'] },
      location: { ...text, description: 'The code location.', examples: ['defs.py'] },
      repository: { ...text, default: '__repository__', description: 'The repository.', examples: ['__repository__'] },
      job: { ...text, description: 'The job.', examples: ['nightly'] },
      config: { type: 'object', description: "The run's config.", examples: [{ ops: {} }] },
    },
    ['connection', 'location', 'job'],
  ),
  description: 'A run of a job of Dagster.',
  examples: [{ connection: 'dg', location: 'defs.py', job: 'nightly' }],
})
