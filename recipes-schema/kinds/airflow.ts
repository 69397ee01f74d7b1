import { closed, text } from '../written/keys/forms.ts'
import { outputs } from './outputs.ts'
import { outsideKind } from './outside.ts'

export const airflowKind = outsideKind('airflow', {
  ...closed(
    {
      connection: { ...text, description: 'A connection of type airflow.', examples: ['af'] },
      dag: { ...text, description: "The DAG's id.", examples: ['nightly'] },
      conf: { type: 'object', description: "The run's conf.", examples: [{ day: '${{ order.date }}' }] },
      outputs: outputs("XComs: a task's return value by the task's id, another by TASK.KEY.", 'load'),
    },
    ['connection', 'dag'],
  ),
  description: 'A run of a DAG of Airflow.',
  examples: [{ connection: 'af', dag: 'nightly', conf: { day: '${{ order.date }}' } }],
})
