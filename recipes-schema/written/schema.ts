import { measureKinds } from '../quality/measures/index.ts'
import { testKinds } from '../quality/tests/index.ts'
import { globSchema } from '../text/globs.ts'

/** What every name in a recipe looks like; short enough for any engine's identifiers with a suffix added. */
export const namePattern = '^[a-z][a-z0-9_]{0,62}$'

const text = { type: 'string', minLength: 1 } as const
const scalar = { type: ['string', 'number', 'boolean'] } as const

function named(value: object, description: string): object {
  return { type: 'object', description, propertyNames: { pattern: namePattern }, additionalProperties: value }
}

/** JSON Schema (draft-07) of `galley.yaml`. */
export const projectSchema = {
  $id: 'galley.yaml',
  type: 'object',
  additionalProperties: false,
  required: ['galley', 'recipes', 'connections', 'environments'],
  properties: {
    galley: { const: 1, description: 'The version of this file format.' },
    recipes: {
      description: 'Where the recipes are: a path or glob, or several.',
      anyOf: [globSchema, { type: 'array', items: globSchema, minItems: 1, maxItems: 20 }],
    },
    connections: named(
      {
        type: 'object',
        additionalProperties: false,
        required: ['type', 'path'],
        properties: {
          type: { enum: ['duckdb'], description: 'The engine.' },
          path: {
            ...text,
            description: 'The database file; keep it outside the checkout, e.g. ${{ env.GALLEY_WAREHOUSE }}.',
          },
        },
      },
      'The warehouses that the recipes run in, by name.',
    ),
    environments: {
      type: 'object',
      description: 'Where production and kitchens live.',
      additionalProperties: false,
      required: ['production'],
      properties: {
        production: {
          type: 'object',
          additionalProperties: false,
          required: ['connection', 'schema'],
          properties: {
            connection: { ...text, description: 'A name from connections.' },
            schema: {
              type: 'string',
              pattern: namePattern,
              not: { enum: ['galley', 'galley_builds', 'information_schema', 'pg_catalog'] },
              description: "The schema that people read; not one of Galley's own.",
            },
          },
        },
        kitchen: {
          type: 'object',
          additionalProperties: false,
          required: ['connection'],
          properties: { connection: { ...text, description: "A name from connections; production's for now." } },
        },
      },
    },
  },
} as const

const node = {
  type: 'object',
  additionalProperties: false,
  properties: {
    description: { type: 'string' },
    sql: { ...text, description: "A file relative to the recipe's folder, or one SELECT written inline." },
    with: { type: 'object', additionalProperties: scalar, description: 'Bound parameters: `$name` in the SQL.' },
    materialized: { enum: ['table', 'view'], description: 'How the result is kept; a table unless said otherwise.' },
    run: { ...text, description: 'A shell command.' },
    env: { type: 'object', additionalProperties: scalar, description: "The command's environment variables." },
    inputs: {
      type: 'array',
      maxItems: 100,
      items: globSchema,
      description:
        "Globs of the files that the command depends on, relative to the recipe's folder; else the whole folder.",
    },
    needs: {
      type: 'array',
      items: text,
      uniqueItems: true,
      description: 'Nodes that have to be done first, besides those that the SQL reads.',
    },
    'timeout-minutes': { type: 'number', exclusiveMinimum: 0, maximum: 10_080 },
    tests: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        properties: {
          ...Object.fromEntries(testKinds.map((kind) => [kind.key, kind.schema])),
          severity: { enum: ['log', 'warning', 'stop'], description: 'stop (the default) fails the order.' },
          description: { type: 'string' },
        },
      },
    },
    measures: {
      type: 'array',
      items: {
        anyOf: [
          { enum: measureKinds.filter((kind) => kind.bare).map((kind) => kind.key) },
          {
            type: 'object',
            additionalProperties: false,
            properties: {
              ...Object.fromEntries(measureKinds.filter((kind) => !kind.bare).map((kind) => [kind.key, kind.schema])),
              name: { type: 'string', pattern: namePattern },
            },
          },
        ],
      },
    },
  },
}

/** JSON Schema (draft-07) of a recipe. */
export const recipeSchema = {
  $id: 'recipe.yaml',
  type: 'object',
  additionalProperties: false,
  required: ['recipe', 'nodes'],
  properties: {
    recipe: { type: 'string', pattern: namePattern, description: "The recipe's name." },
    description: { type: 'string' },
    variables: named(
      {
        type: 'object',
        additionalProperties: false,
        required: ['type', 'default'],
        properties: {
          type: { enum: ['integer', 'number', 'string', 'boolean'] },
          default: scalar,
          description: { type: 'string' },
        },
      },
      'Values that nodes use as ${{ vars.NAME }}.',
    ),
    sources: named(
      {
        type: 'object',
        additionalProperties: false,
        required: ['file'],
        properties: {
          file: { ...text, description: 'A CSV, JSON or Parquet file, by a path or a template.' },
          description: { type: 'string' },
        },
      },
      'The data that comes from outside.',
    ),
    nodes: { ...named(node, 'The steps, by name.'), minProperties: 1 },
  },
} as const
