import { closed, duration, name, percent, text } from './forms.ts'

const mask = {
  description:
    'hash, null, keep, an SQL literal such as "\'x\'", { partial: 3 } (the first three characters stay) or { shift: 30d }.',
  anyOf: [
    { type: 'null' },
    // A literal and nothing more: it stands within a query, and a column's name would show what it is to hide.
    {
      type: 'string',
      pattern:
        "^(?:hash|null|keep|true|false|-?[0-9]{1,40}(?:[.][0-9]{1,40})?|(?:(?:date|time|timestamp|uuid) )?'(?:[^'\\\\]|'')*')$",
    },
    {
      ...closed(
        {
          partial: {
            type: 'integer',
            minimum: 0,
            maximum: 1000,
            description: 'So many characters at the beginning stay.',
            examples: [3],
          },
        },
        ['partial'],
      ),
    },
    {
      ...closed(
        {
          shift: {
            ...duration,
            description: 'Dates and times are moved by so much, all by the same.',
            examples: ['30d'],
          },
        },
        ['shift'],
      ),
    },
  ],
} as const

const sandbox = {
  description:
    'What kitchens see of it: `full` (the default), or a sample, a window, masked columns, or several of them.',
  examples: [{ sample: '10%', key: 'origin' }, { mask: { email: 'hash', name: "'x'" } }],
  anyOf: [
    { enum: ['full'] },
    {
      ...closed({
        sample: { ...percent, description: 'A share of the rows, the same each time.', examples: ['10%'] },
        key: {
          ...text,
          description: 'Rows with the same value of this column are taken or left together.',
          examples: ['origin'],
        },
        window: {
          ...closed(
            {
              by: { ...text, description: 'A column of dates or times.', examples: ['day'] },
              last: { ...duration, description: 'How far back, from the newest row.', examples: ['30d'] },
            },
            ['by', 'last'],
          ),
          description: 'The newest rows only.',
          examples: [{ by: 'day', last: '30d' }],
        },
        mask: {
          type: 'object',
          minProperties: 1,
          additionalProperties: mask,
          description: 'What takes the place of the values of a column.',
          examples: [{ email: 'hash', name: "'x'", phone: { partial: 3 }, born: { shift: '30d' } }],
        },
        strict: {
          type: 'boolean',
          default: false,
          description: 'Every column has to be named under `mask`.',
          examples: [true],
        },
      }),
      minProperties: 1,
    },
  ],
} as const

export const sources = {
  type: 'object',
  propertyNames: { pattern: name.pattern },
  description: 'The data that comes from outside, by name.',
  examples: [{ flights: { file: 'data/flights.parquet' }, people: { table: 'raw.people' } }],
  additionalProperties: closed({
    description: { type: 'string', description: 'What it is.', examples: ['One row a flight'] },
    file: {
      ...text,
      description: "A CSV, JSON or Parquet file, by a path from the recipe's folder, a glob or a template.",
      examples: ['data/flights.parquet'],
    },
    format: {
      enum: ['csv', 'json', 'parquet'],
      description: "The file's format, where its name does not say it.",
      examples: ['csv'],
    },
    table: {
      type: 'string',
      pattern: '^[^.\\s]+(\\.[^.\\s]+){0,2}$',
      description: 'A table or view that the warehouse reaches: `name`, `schema.name` or `catalog.schema.name`.',
      examples: ['raw.people', 'lake.raw.people'],
    },
    connection: { ...text, description: "A name from connections; production's unless said.", examples: ['warehouse'] },
    version: {
      ...text,
      description: 'An SQL aggregate that changes whenever the data does; without it all of the data is compared.',
      examples: ['max(updated_at)'],
    },
    columns: {
      type: 'object',
      minProperties: 1,
      description: 'The columns and their types: makes `*` provable, and lets a change of the schema be seen.',
      examples: [{ id: 'bigint', email: { type: 'varchar', description: 'Where mail goes' } }],
      additionalProperties: {
        anyOf: [
          text,
          closed(
            {
              type: { ...text, description: 'The type, as the warehouse calls it.', examples: ['varchar'] },
              description: { type: 'string', description: 'What it holds.', examples: ['Where mail goes'] },
            },
            ['type'],
          ),
        ],
      },
    },
    sandbox,
  }),
} as const
