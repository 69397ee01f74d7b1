import { closed, name, named, scalar, text } from './forms.ts'

/** The keys of a test that is an ingredient's: which one, and what it is given. */
export const usesTest = {
  uses: {
    ...text,
    description:
      'A test of your own: the folder of its `test.yaml` in this repository, with `@2` for its version, or OWNER/REPO/FOLDER@REF.',
    examples: ['ingredients/no_overlap'],
  },
  with: {
    type: 'object',
    additionalProperties: { anyOf: [scalar, { type: 'array', items: { type: 'string', minLength: 1 }, minItems: 1 }] },
    description: 'Its inputs.',
    examples: [{ start: 'valid_from', end: 'valid_to' }],
  },
} as const

const inputs = named(
  closed(
    {
      type: {
        enum: ['column', 'columns', 'relation', 'integer', 'number', 'string', 'boolean'],
        description:
          'A column or columns stand as `$NAME` where the SQL has a name; a relation is read by the name of the input; all else is a value, `$NAME`.',
        examples: ['column'],
      },
      default: { ...scalar, description: 'The value when the use gives none.', examples: [0] },
      description: { type: 'string', description: 'What it is for.', examples: ['When it begins to hold'] },
    },
    ['type'],
  ),
  { description: 'What a use gives by `with`.', examples: [{ start: { type: 'column' } }] },
)

/** JSON Schema (draft-07) of `test.yaml`: a test of one's own. */
export const testIngredientSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: 'test.yaml',
  title: 'A test of your own',
  description: 'A kind of test that recipes use, with inputs.',
  ...closed(
    {
      test: { ...name, description: 'Its name on reports.', examples: ['no_overlap'] },
      version: { type: 'integer', minimum: 1, description: 'Raised when uses have to change.', examples: [1] },
      description: { type: 'string', description: 'What it promises.', examples: ['Periods do not overlap'] },
      inputs,
      sql: {
        ...text,
        description: 'A query, or its file in this folder: every row is a failure. `this` is the node under test.',
        examples: ['select * from this where $end < $start'],
      },
    },
    ['test', 'sql'],
  ),
} as const
