const scalar = { type: ['string', 'number', 'boolean', 'null'] } as const
const text = { type: 'string', minLength: 1 } as const

/** A row by its columns. Lists and maps go into columns whose type is given. */
const rows = {
  type: 'array',
  maxItems: 10_000,
  items: { type: 'object', additionalProperties: { type: ['string', 'number', 'boolean', 'null', 'array', 'object'] } },
} as const

const columns = {
  type: 'object',
  additionalProperties: { type: 'string', pattern: '^[A-Za-z][\\w ,()\\[\\]"]*$' },
  description: "The types of columns, in DuckDB's words; of others they are told from the values.",
  examples: [{ departed_at: 'timestamp' }],
} as const

const values = (description: string, example: object): object => ({
  type: 'object',
  additionalProperties: scalar,
  description,
  examples: [example],
})

const test = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'given', 'expect'],
  properties: {
    name: { ...text, description: 'What holds, as a sentence.', examples: ['a flight is late from 15 minutes on'] },
    node: { ...text, description: "The node under test; the file's unless said.", examples: ['arrivals'] },
    vars: values("Variables that differ from the recipe's.", { late_minutes: 30 }),
    env: values('Environment variables that the node uses.', { REGION: 'eu' }),
    order: values('What `order` holds.', { date: '2026-01-31' }),
    measures: {
      type: 'object',
      additionalProperties: { type: 'object', additionalProperties: scalar },
      description: 'Values of the measures that the node uses.',
      examples: [{ arrivals: { row_count: 3 } }],
    },
    given: {
      type: 'object',
      description:
        'The rows of what the node reads, or of what is upstream of that: nodes between are computed. `[]` is a table without rows.',
      examples: [{ stg_flights: [{ flight_id: 1, arrival_delay: 15 }] }],
      additionalProperties: {
        anyOf: [
          rows,
          {
            type: 'object',
            additionalProperties: false,
            properties: {
              rows,
              file: {
                ...text,
                description: 'A CSV, JSON or Parquet file, from the folder of this file.',
                examples: ['flights.csv'],
              },
              columns,
            },
          },
        ],
      },
    },
    expect: {
      description: 'The rows that come out, in any order, each with the columns that matter.',
      examples: [[{ flight_id: 1, status: 'late' }]],
      anyOf: [
        rows,
        {
          type: 'object',
          additionalProperties: false,
          minProperties: 1,
          properties: {
            rows,
            file: { ...text, description: 'A CSV, JSON or Parquet file with the rows.', examples: ['expected.csv'] },
            ordered: { type: 'boolean', description: 'Whether they have to come in this order.', examples: [true] },
            key: {
              type: 'array',
              items: text,
              minItems: 1,
              uniqueItems: true,
              description: "Columns that tell which row is which in a difference; the node's unique test unless said.",
              examples: [['flight_id']],
            },
            tolerance: { type: 'number', minimum: 0, description: 'How far off numbers may be.', examples: [0.01] },
            count: { type: 'integer', minimum: 0, description: 'How many rows.', examples: [3] },
            error: { ...text, description: 'It fails, with these words in the message.', examples: ['division'] },
          },
        },
      ],
    },
  },
} as const

/** JSON Schema (draft-07) of a file of unit tests, `tests/*.yaml` beside a recipe. */
export const unitTestsSchema = {
  $id: 'tests.yaml',
  type: 'object',
  additionalProperties: false,
  required: ['tests'],
  properties: {
    node: { ...text, description: 'The node under test, for all tests that name no other.', examples: ['arrivals'] },
    tests: {
      type: 'array',
      minItems: 1,
      maxItems: 1000,
      items: test,
      description: 'Each a case: given these rows, expect those.',
    },
  },
} as const
