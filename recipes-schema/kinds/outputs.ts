import { namePattern, text } from '../written/keys/forms.ts'

/** The `outputs` option of what another program runs: names of our own for what it left. */
export function outputs(what: string, example: string) {
  return {
    type: 'object',
    maxProperties: 50,
    propertyNames: { pattern: namePattern },
    additionalProperties: text,
    description: `The node's further outputs. ${what}`,
    examples: [{ result: example }],
  } as const
}
