import { globSchema } from '../../text/globs.ts'
import { scalar } from './forms.ts'

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
