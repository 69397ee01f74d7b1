import { globSchema } from '../../text/globs.ts'
import { closed, namePattern, scalar } from './forms.ts'

/** Keys that several kinds of node understand, each of them in the same way. */
export const parameters = {
  type: 'object',
  additionalProperties: scalar,
  description: 'Values that are passed on: `$name` in SQL, parameters and inputs elsewhere.',
  examples: [{ min_flights: '${{ vars.min_flights }}' }],
} as const

export const env = {
  type: 'object',
  propertyNames: { pattern: '^[A-Za-z_][A-Za-z0-9_]*$' },
  additionalProperties: scalar,
  description: "The command's environment variables.",
  examples: [{ TABLE: '${{ relations.arrivals }}' }],
} as const

export const inputs = {
  type: 'array',
  maxItems: 100,
  items: globSchema,
  description:
    "Globs of the files that the node depends on, relative to the recipe's folder; for commands, else the whole folder.",
  examples: [['scripts/*.py']],
} as const

const outputType = { enum: ['string', 'integer', 'number', 'boolean'], examples: ['integer'] } as const

/** What a command says that it leaves: then no other is known, and each has to be there and of its type. */
export const commandOutputs = {
  type: 'object',
  maxProperties: 50,
  propertyNames: { pattern: namePattern },
  additionalProperties: {
    anyOf: [
      outputType,
      closed(
        {
          type: { ...outputType, description: 'What its text is read as in expressions.' },
          description: { type: 'string', description: 'What it is.', examples: ['How many rows were sent'] },
        },
        ['type'],
      ),
    ],
  },
  description:
    'What the command writes to $GITHUB_OUTPUT: a try that leaves one out, or of another type, has failed, and expressions know these alone. Without it any name may be asked for, as a text.',
  examples: [{ rows_sent: 'integer', day: 'string' }],
} as const
