import { nodeKinds } from '../../kinds/index.ts'
import { closed, name, named, scalar } from './forms.ts'
import { nodesSchema } from './nodes.ts'
import { uses } from './uses.ts'

const inputs = named(
  closed(
    {
      type: {
        enum: ['relation', 'integer', 'number', 'string', 'boolean'],
        description: 'A relation is read by the name of the input; a value is known as ${{ vars.NAME }}.',
        examples: ['relation'],
      },
      default: { ...scalar, description: 'The value when the use gives none.', examples: ['id'] },
      description: { type: 'string', description: 'What it is for.', examples: ['The rows to clean'] },
    },
    ['type'],
  ),
  {
    description: 'What a use gives by `with`.',
    examples: [{ table: { type: 'relation' }, key: { type: 'string', default: 'id' } }],
  },
)

const outputs = named(
  closed(
    {
      node: { ...name, description: 'The node of the ingredient that makes it.', examples: ['cleaned'] },
      description: { type: 'string', description: 'What it holds.', examples: ['The rows with an id'] },
    },
    ['node'],
  ),
  {
    description: 'What others may read: `result` by the name of the use, others as USE__OUTPUT.',
    examples: [{ result: { node: 'cleaned' }, rejected: { node: 'rejected' } }],
  },
)

const kindKeys = Object.assign({}, ...nodeKinds.map((kind) => ({ [kind.key]: kind.schema, ...kind.options })))

/** JSON Schema (draft-07) of `ingredient.yaml`. */
export const ingredientSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: 'ingredient.yaml',
  title: 'An ingredient of Galley',
  description: 'A piece of DAG that recipes use, with inputs and outputs.',
  ...closed(
    {
      ingredient: { ...name, description: "The ingredient's name.", examples: ['clean'] },
      version: {
        type: 'integer',
        minimum: 1,
        description: 'Raised when those who use it have to change something.',
        examples: [1],
      },
      description: { type: 'string', description: 'What it does.', examples: ['Takes rows without a key out'] },
      inputs,
      outputs: { ...outputs, minProperties: 1 },
      nodes: { ...nodesSchema({ ...kindKeys, uses }), minProperties: 1 },
    },
    ['ingredient', 'version', 'outputs', 'nodes'],
  ),
} as const
