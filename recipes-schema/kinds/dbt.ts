import { closed, text } from '../written/keys/forms.ts'
import { outsideKind } from './outside.ts'

export const dbtKind = outsideKind('dbt', {
  ...closed(
    {
      project: { ...text, description: "The dbt project's folder, relative to the recipe's.", examples: ['dbt'] },
      select: { ...text, description: 'What to build, as `dbt build --select` takes it.', examples: ['tag:daily'] },
      target: { ...text, description: "The profile's target.", examples: ['prod'] },
      vars: { type: 'object', description: 'Variables of dbt.', examples: [{ day: '${{ order.date }}' }] },
    },
    ['project'],
  ),
  description: 'A build of a dbt project.',
  examples: [{ project: 'dbt', select: 'tag:daily' }],
})
