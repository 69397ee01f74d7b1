import { nodeKinds } from '../../kinds/index.ts'
import { closed, name, named, scalar } from './forms.ts'
import { nodesSchema } from './nodes.ts'
import { policy, schedule, variations } from './policy.ts'
import { sources } from './sources.ts'
import { uses } from './uses.ts'

const variables = named(
  closed(
    {
      type: {
        enum: ['integer', 'number', 'string', 'boolean'],
        description: 'What its values are.',
        examples: ['integer'],
      },
      default: { ...scalar, description: 'The value unless something stronger gives one.', examples: [50] },
      description: { type: 'string', description: 'What it is for.', examples: ['Smaller airports are left out'] },
    },
    ['type', 'default'],
  ),
  {
    description: 'Values that nodes use as ${{ vars.NAME }}. Weakest first: default, variation, environment, `--var`.',
    examples: [{ min_flights: { type: 'integer', default: 50 } }],
  },
)

const kindKeys = Object.assign({}, ...nodeKinds.map((kind) => ({ [kind.key]: kind.schema, ...kind.options })))

/** JSON Schema (draft-07) of a recipe. */
export const recipeSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: 'recipe.yaml',
  title: 'A recipe of Galley',
  description: 'A DAG of nodes over sources.',
  ...closed(
    {
      recipe: { ...name, description: "The recipe's name.", examples: ['flights'] },
      description: { type: 'string', description: 'What it is for.', examples: ['How late do flights arrive?'] },
      from_dbt: {
        type: 'string',
        pattern: '^[0-9a-f]{32}$',
        description:
          'Written by `galley dbt`: the state of the dbt project in this folder that the recipe was made from.',
        examples: ['0123456789abcdef0123456789abcdef'],
      },
      schedule,
      variables,
      variations,
      sources,
      nodes: { ...nodesSchema({ ...kindKeys, uses }), minProperties: 1 },
      ...policy,
    },
    ['recipe', 'nodes'],
  ),
} as const
