import { controlChartSchema } from '../chart/schema.ts'
import { nodeDiffSchema } from '../diff/schema.ts'

/**
 * JSON Schemas of the messages between the Action and the App. They cap every list and text: a runner that executes
 * a stranger's recipe may send anything. A message of a newer version is refused; new keys come with a new decoder.
 */

const sha = { type: 'string', pattern: '^[0-9a-f]{40}$' } as const
const digest = { type: 'string', pattern: '^sha256:[0-9a-f]{64}$' } as const
const environment = { type: 'string', pattern: '^[a-z][a-z0-9_]{0,62}$' } as const
const name = { type: 'string', minLength: 1, maxLength: 200 } as const
const time = { type: 'string', maxLength: 40, pattern: '^\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z$' } as const
const words = { type: 'string', maxLength: 4000 } as const
const count = { type: 'integer', minimum: 0 } as const
const seconds = { type: 'number', minimum: 0 } as const
const numberOrNull = { type: ['number', 'null'] } as const
const nodeState = { enum: ['succeeded', 'failed', 'reused', 'skipped', 'cancelled'] } as const

/** An object with exactly these members, all required. */
function exactly(properties: Record<string, object>): object {
  return { type: 'object', additionalProperties: false, required: Object.keys(properties), properties }
}

/** The same with members that may be there. */
function exactlyAnd(optional: Record<string, object>, required: Record<string, object>): object {
  return { ...exactly(required), properties: { ...required, ...optional } }
}

function orNull(schema: object): object {
  return { anyOf: [schema, { type: 'null' }] }
}

function list(items: object, maxItems: number): object {
  return { type: 'array', items, maxItems }
}

const version = { const: 1 } as const
const maxNodes = 20_000
const maxChecks = 100_000

export const claimRequest = exactly({ schema_version: version, galley: name })

const orderOptions = {
  accept: list(
    exactly({ measure: name, reason: { type: 'string', minLength: 1, maxLength: 1000 }, actor: name }),
    1000,
  ),
  approved: { const: true },
  fresh: { const: true },
  from: environment,
  produce: exactly({
    recipe: name,
    variation: orNull(name),
    date: { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\d$' },
  }),
  to_version: orNull({ type: 'integer', minimum: 1 }),
} as const

export const claimAnswer = exactly({
  schema_version: version,
  order: exactlyAnd(orderOptions, {
    id: name,
    kind: { enum: ['kitchen', 'promote', 'produce', 'rollback', 'remove'] },
    environment,
    head: sha,
    base: sha,
    merge_base: sha,
    plan_digest: orNull(digest),
    pull_request: orNull({ type: 'integer', minimum: 1 }),
    actor: name,
    force: list(name, maxNodes),
  }),
  run_token: { type: 'string', minLength: 32, maxLength: 200 },
})

export const receipt = exactly({ schema_version: version, cancel: { type: 'boolean' } })

const event = {
  oneOf: [
    exactly({ type: { const: 'started' }, at: time, total: count }),
    exactly({ type: { const: 'node_started' }, at: time, recipe: name, node: name }),
    exactly({ type: { const: 'node_finished' }, at: time, recipe: name, node: name, state: nodeState, seconds }),
  ],
}

export const eventBatch = exactly({ schema_version: version, first: count, events: list(event, 1000) })

const location = exactly({ file: { type: 'string', maxLength: 1000 }, line: { type: 'integer', minimum: 1 } })

const momentOrNull = { type: ['string', 'null'], maxLength: 40 } as const

const childName = { type: 'string', minLength: 1, maxLength: 300 } as const

const child = exactlyAnd(
  { needs: list(childName, 1000) },
  {
    name: childName,
    state: { enum: ['running', 'succeeded', 'failed', 'cancelled', 'skipped'] },
    word: { type: 'string', maxLength: 100 },
    started: momentOrNull,
    ended: momentOrNull,
    tries: count,
  },
)

const node = exactlyAnd(
  { tolerated: { const: true }, children: list(child, 2000) },
  {
    recipe: name,
    node: name,
    kind: name,
    state: nodeState,
    seconds,
    attempts: count,
    rows: orNull(count),
    relation: orNull({ type: 'string', maxLength: 300 }),
    error: orNull(exactly({ code: name, message: words, location: orNull(location) })),
  },
)

const cell = { type: ['string', 'null'], maxLength: 200 } as const
const samples = exactly({ columns: list({ type: 'string', maxLength: 300 }, 20), rows: list(list(cell, 20), 20) })

const test = exactlyAnd(
  { total: count, query: words, samples },
  {
    recipe: name,
    node: name,
    test: { type: 'string', minLength: 1, maxLength: 1000 },
    severity: { enum: ['log', 'warning', 'stop'] },
    state: { enum: ['passed', 'failed', 'error', 'skipped'] },
    failures: count,
    message: words,
    location,
  },
)

const measure = exactly({
  recipe: name,
  node: name,
  measure: name,
  value: numberOrNull,
  state: { enum: ['learning', 'provisional', 'established'] },
  center: numberOrNull,
  lcl: numberOrNull,
  ucl: numberOrNull,
  signal: orNull(exactly({ rule: name, message: words, severity: { enum: ['fail', 'warn'] } })),
  accepted: orNull(exactly({ by: name, at: time, reason: words })),
  comparable: { type: 'boolean' },
  notes: list(words, 20),
  chart: orNull(controlChartSchema),
})

const promotion = exactlyAnd(
  { why: { enum: ['sandboxed', 'sources_moved', 'never_built', null] } },
  {
    road: { enum: ['swap', 'rebuild', 'none'] },
    from_version: count,
    to_version: count,
    bound: list(name, maxNodes),
    unbound: list(name, maxNodes),
  },
)

export const report = exactly({
  schema_version: version,
  order: exactly({
    id: name,
    environment: name,
    base: orNull(sha),
    head: name,
    plan_digest: orNull(digest),
    started_at: time,
    finished_at: time,
  }),
  verdict: { enum: ['pass', 'warn', 'fail', 'cancelled'] },
  reasons: list(exactly({ code: name, subject: { type: 'string', maxLength: 1300 }, message: words }), maxChecks),
  nodes: list(node, maxNodes),
  tests: list(test, maxChecks),
  measures: list(measure, maxChecks),
  diffs: list(nodeDiffSchema, maxNodes),
  alarm_budget: orNull(
    exactly({ measures: count, sigmas: { type: 'number', minimum: 0 }, false_alarms: { type: 'number', minimum: 0 } }),
  ),
  promotion: orNull(promotion),
  error: orNull(exactly({ code: name, message: words, hint: orNull(words) })),
})
