import { parse } from 'yaml'
import { MEASURE_CHARTS } from '../../chart/measure-charts.ts'
import { measureKinds } from '../../quality/measures/index.ts'
import { testKinds } from '../../quality/tests/index.ts'
import { closed, duration, name, named, namePattern, names, scalar, tags, text } from './forms.ts'
import { usesTest } from './test-ingredient.ts'
import { told } from './told.ts'

/** What stands under the kind's key in its example. */
function exampleOfTest({ key, example }: { readonly key: string; readonly example: string }): unknown {
  const [test] = parse(example) as readonly Readonly<Record<string, unknown>>[]
  return test?.[key]
}

const test = {
  ...closed({
    ...Object.fromEntries(testKinds.map((kind) => [kind.key, told(kind, exampleOfTest(kind))])),
    ...usesTest,
    severity: {
      enum: ['log', 'warning', 'stop'],
      default: 'stop',
      description: 'What a failure does: stop (the default) fails the order.',
      examples: ['warning'],
    },
    description: { type: 'string', description: 'Why it has to hold.', examples: ['A flight arrives once'] },
    where: {
      ...text,
      description: 'An SQL expression: the test looks at the rows for which it is true.',
      examples: ["status = 'late'"],
    },
    fail_if: {
      type: 'string',
      pattern: '^>=? ?[0-9]{1,15}(\\.[0-9]{1,6})?%?$',
      description: 'How many failures make it fail, as a number or a share of the rows; one, unless said.',
      examples: ['> 1%', '>= 10'],
    },
    tags: { ...tags, description: 'Words to find it by.', examples: [['slow']] },
    owner: { ...text, description: 'Who mends it.', examples: ['@octocat', 'team:data'] },
    samples: {
      type: 'boolean',
      default: false,
      description: 'Whether failing rows may be kept and shown in reports; not unless said.',
      examples: [true],
    },
  }),
} as const

const measure = {
  anyOf: [
    { enum: measureKinds.filter((kind) => kind.bare).map((kind) => kind.key) },
    closed({
      ...Object.fromEntries(
        measureKinds.filter((kind) => !kind.bare).map((kind) => [kind.key, told(kind, parse(kind.example))]),
      ),
      ...Object.fromEntries(
        measureKinds
          .filter((kind) => kind.bare)
          .map((kind) => [kind.key, { const: true, description: kind.summary, examples: [true] }]),
      ),
      name: { ...name, description: 'Its name; made of kind and column unless said.', examples: ['p95_delay'] },
      description: { type: 'string', description: 'What it tells.', examples: ['The slowest twentieth'] },
      chart: {
        enum: MEASURE_CHARTS,
        description: 'The kind of control chart; chosen by the data unless said.',
        examples: ['i'],
      },
      was: { ...names, description: 'Earlier names, whose history it goes on with.', examples: [['delay_p95']] },
    }),
  ],
} as const

/** The keys of every node; those of its kind come from the kind. */
export const frame = {
  description: { type: 'string', description: 'What it makes or does.', examples: ['Arrivals by day and airport'] },
  needs: {
    type: 'array',
    items: text,
    uniqueItems: true,
    maxItems: 1000,
    description: 'Nodes that have to be done first, besides those that the SQL reads.',
    examples: [['by_airport']],
  },
  if: {
    type: ['string', 'boolean'],
    minLength: 1,
    description: 'An expression; when it is false the node, and what stands on it, is left out of the order.',
    examples: ['${{ measures.arrivals.row_count > 1000 && tests.arrivals.passed }}'],
  },
  connection: { ...text, description: "A name from connections; production's unless said.", examples: ['warehouse'] },
  'timeout-minutes': {
    type: 'number',
    exclusiveMinimum: 0,
    maximum: 10_080,
    description: 'After so many minutes it is ended and has failed.',
    examples: [10],
  },
  retry: {
    ...closed(
      {
        attempts: {
          type: 'integer',
          minimum: 1,
          maximum: 20,
          description: 'How often it is tried in all.',
          examples: [3],
        },
        backoff: {
          ...duration,
          default: '10s',
          description: 'The wait before the second try; it doubles from try to try.',
          examples: ['10s'],
        },
      },
      ['attempts'],
    ),
    description: 'Whether and how often it is tried again after a failure.',
    examples: [{ attempts: 3, backoff: '10s' }],
  },
  'continue-on-error': {
    type: 'boolean',
    default: false,
    description: 'When it fails, the order goes on without it and without what stands on it.',
    examples: [true],
  },
  concurrency: { ...name, description: 'A group: its nodes never run at the same time.', examples: ['mailing'] },
  strategy: {
    ...closed(
      {
        matrix: {
          type: 'object',
          minProperties: 1,
          maxProperties: 5,
          propertyNames: { pattern: namePattern },
          additionalProperties: { type: 'array', items: scalar, minItems: 1, maxItems: 256, uniqueItems: true },
          description: 'A node for each combination of these values, named NODE__VALUE1_VALUE2.',
          examples: [{ region: ['eu', 'us'], year: [2025, 2026] }],
        },
      },
      ['matrix'],
    ),
    description: 'Makes several nodes of one.',
    examples: [{ matrix: { region: ['eu', 'us'] } }],
  },
  tags: { ...tags, description: 'Words to select it by: `tag:WORD`.', examples: [['daily']] },
  owner: { ...text, description: 'Who answers for it.', examples: ['@octocat', 'team:data'] },
  was: { ...names, description: 'Earlier names, whose history it goes on with.', examples: [['arrivals_by_day']] },
  outside: {
    type: 'boolean',
    description: 'It acts outside the warehouse: a kitchen leaves it alone, unless `sandbox` says what to do there.',
    examples: [true],
  },
  sandbox: {
    type: 'object',
    minProperties: 1,
    description: "What the kind's own options become in a kitchen; without it, a kitchen leaves such a node alone.",
    examples: [{ dag: 'nightly_sandbox' }],
  },
  tests: {
    type: 'array',
    maxItems: 1000,
    items: test,
    description: 'What has to hold for its rows.',
    examples: [[{ not_null: ['day', 'origin'] }, { unique: ['day', 'origin'] }]],
  },
  measures: {
    type: 'array',
    maxItems: 1000,
    items: measure,
    description: 'Numbers that are taken each time and kept on control charts.',
    examples: [['row_count', { mean: 'delay' }]],
  },
} as const

export function nodesSchema(kindKeys: Readonly<Record<string, object>>): object {
  return named(
    { ...closed({ ...kindKeys, ...frame }), description: 'One step. Give it exactly one kind.' },
    { description: 'The steps, by name.', examples: [{ arrivals: { sql: 'sql/arrivals.sql' } }] },
  )
}
