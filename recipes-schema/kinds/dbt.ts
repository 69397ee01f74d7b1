import { closed, text } from '../written/keys/forms.ts'
import { outputs } from './outputs.ts'
import { outsideKind } from './outside.ts'

export const dbtKind = outsideKind('dbt', {
  ...closed(
    {
      project: { ...text, description: "The dbt project's folder, relative to the recipe's.", examples: ['dbt'] },
      select: { ...text, description: 'What to build, as `dbt build --select` takes it.', examples: ['tag:daily'] },
      exclude: { ...text, description: 'What of that to leave out.', examples: ['tag:slow'] },
      target: { ...text, description: "The profile's target.", examples: ['prod'] },
      vars: { type: 'object', description: 'Variables of dbt.', examples: [{ day: '${{ order.date }}' }] },
      outputs: outputs('The relation of a model, by its name.', 'daily'),
    },
    ['project'],
  ),
  description: 'A build of a dbt project.',
  examples: [{ project: 'dbt', select: 'tag:daily' }],
})
