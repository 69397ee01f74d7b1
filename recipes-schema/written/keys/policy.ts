import { alerts } from './alerts.ts'
import { closed, duration, name, size } from './forms.ts'

const principals = {
  type: 'array',
  minItems: 1,
  maxItems: 100,
  uniqueItems: true,
  items: {
    type: 'string',
    pattern: '^(read|triage|write|maintain|admin|@[A-Za-z0-9][A-Za-z0-9-]{0,38}|team:[a-z0-9][a-z0-9_-]{0,99})$',
  },
} as const

/** What may be said of a whole project or of one recipe: who may do what, what it may cost, who is told. */
export const policy = {
  permissions: {
    ...closed({
      promote: { ...principals, description: 'Who may promote a kitchen into production.', examples: [['maintain']] },
      accept: {
        ...principals,
        description: "Who may accept a control chart's signal.",
        examples: [['write', 'team:data']],
      },
      rollback: { ...principals, description: 'Who may roll production back.', examples: [['maintain', '@octocat']] },
      'approve-fork': {
        ...principals,
        description: "Who may let a fork's change run.",
        examples: [['maintain']],
      },
      'approve-budget': {
        ...principals,
        description: 'Who may let a change run that is expected to cost more than its budget.',
        examples: [['maintain']],
      },
      run: {
        ...principals,
        description: 'Who may run, cancel, reset, keep or destroy a kitchen by a comment.',
        examples: [['write']],
      },
      lock: { ...principals, description: 'Who may hold production and let it go.', examples: [['maintain']] },
    }),
    minProperties: 1,
    description: 'Who may do what: roles of GitHub (read, triage, write, maintain, admin), @people and team:NAME.',
    examples: [{ promote: ['maintain'], accept: ['write'], 'approve-fork': ['maintain'] }],
  },
  budget: {
    ...closed({
      bytes_scanned: { ...size, description: 'How much an order may read.', examples: ['50GB'] },
      minutes: {
        type: 'number',
        exclusiveMinimum: 0,
        description: 'How long an order is expected to take at most, in minutes.',
        examples: [20],
      },
      on_exceed: {
        enum: ['require_approval', 'refuse', 'warn'],
        default: 'require_approval',
        description: 'What happens to a plan that is expected to need more.',
        examples: ['require_approval'],
      },
    }),
    minProperties: 1,
    description: 'What an order may cost before it needs an approval.',
    examples: [{ bytes_scanned: '50GB', minutes: 20, on_exceed: 'require_approval' }],
  },
  alerts,
  retention: {
    ...closed({
      builds: {
        ...duration,
        description: 'How long builds that no environment uses any more are kept.',
        examples: ['30d'],
      },
      versions: {
        type: 'integer',
        minimum: 1,
        description: 'How many versions of production can be rolled back to.',
        examples: [20],
      },
      orders: { ...duration, description: 'How long the records of orders are kept.', examples: ['52w'] },
    }),
    minProperties: 1,
    description: 'How long things are kept that nobody needs any more.',
    examples: [{ builds: '30d', versions: 20 }],
  },
} as const

export const gate = {
  ...closed({
    approvals: {
      type: 'integer',
      minimum: 0,
      maximum: 10,
      default: 0,
      description: 'How many people, who may write here, have to approve of exactly the commit.',
      examples: [1],
    },
    code_owners: {
      type: 'boolean',
      default: false,
      description: 'Whether an owner of each changed recipe has to be among them, where CODEOWNERS names one.',
      examples: [true],
    },
  }),
  minProperties: 1,
  description: 'What a pull request needs beside a good verdict before `galley / gate` is green.',
  examples: [{ approvals: 1, code_owners: true }],
} as const

const scheduled = closed(
  {
    cron: {
      type: 'string',
      minLength: 1,
      maxLength: 100,
      description: 'Minute, hour, day of the month, month, day of the week.',
      examples: ['0 6 * * *'],
    },
    timezone: {
      type: 'string',
      minLength: 1,
      default: 'UTC',
      description: "The time zone's IANA name.",
      examples: ['America/Chicago'],
    },
    late_after: {
      ...duration,
      description: 'An order that has not ended well so long after its time is late.',
      examples: ['45m'],
    },
    catch_up: {
      enum: ['none', 'last', 'all'],
      default: 'last',
      description: 'Which of the runs are made up for that were missed while nobody could start them.',
      examples: ['none'],
    },
  },
  ['cron'],
)

export const schedule = {
  ...scheduled,
  description: 'When production is run.',
  examples: [{ cron: '0 6 * * *', timezone: 'America/Chicago', late_after: '45m' }],
} as const

export const variations = {
  type: 'object',
  propertyNames: { pattern: name.pattern, not: { const: 'default' } },
  description: 'Named sets of overrides: `galley run --variation NAME`.',
  examples: [{ small: { variables: { min_flights: 5 }, schedule: 'none' } }],
  additionalProperties: closed({
    description: { type: 'string', description: 'What it is for.', examples: ['A quick look'] },
    variables: {
      type: 'object',
      propertyNames: { pattern: name.pattern },
      additionalProperties: { type: ['string', 'number', 'boolean'] },
      description: 'Values in place of the defaults.',
      examples: [{ min_flights: 5 }],
    },
    schedule: {
      anyOf: [{ enum: ['none'] }, scheduled],
      description: "A schedule in place of the recipe's, or none.",
      examples: ['none'],
    },
    without: {
      type: 'array',
      items: name,
      uniqueItems: true,
      minItems: 1,
      description: 'Nodes that are left out, and with them what stands on them.',
      examples: [['nightly']],
    },
  }),
} as const
