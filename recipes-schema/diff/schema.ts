/** JSON Schema of a node's diff in a report. It caps every list and text, and lets no row of anybody's data through. */

const name = { type: 'string', minLength: 1, maxLength: 200 } as const
const typeName = { type: 'string', maxLength: 200 } as const
const message = { type: 'string', maxLength: 1000 } as const
const count = { type: 'integer', minimum: 0 } as const
const number = { type: 'number' } as const

export const diffLimits = { columns: 60, bins: 64, notes: 20, name: 200, scalar: 80, message: 1000 } as const

function exactly(properties: Record<string, object>): object {
  return { type: 'object', additionalProperties: false, required: Object.keys(properties), properties }
}

function orNull(schema: object): object {
  return { anyOf: [schema, { type: 'null' }] }
}

function list(items: object, maxItems: number): object {
  return { type: 'array', items, maxItems }
}

const scalar = { anyOf: [number, { type: 'string', maxLength: 80 }, { type: 'null' }] }
const typed = list(exactly({ name, type: typeName }), diffLimits.columns)

const statistics = exactly({
  nulls: count,
  distinct: orNull(count),
  min: scalar,
  max: scalar,
  mean: orNull(number),
  quantiles: orNull({ type: 'array', items: number, minItems: 5, maxItems: 5 }),
})

const distribution = exactly({
  edges: list({ anyOf: [number, { type: 'string', maxLength: 40 }] }, diffLimits.bins + 1),
  production: list(count, diffLimits.bins),
  kitchen: list(count, diffLimits.bins),
})

const column = exactly({
  name,
  type: exactly({ production: orNull(typeName), kitchen: orNull(typeName) }),
  changed: orNull(count),
  production: orNull(statistics),
  kitchen: orNull(statistics),
  distribution: orNull(distribution),
})

const matching = {
  oneOf: [
    exactly({ by: { enum: ['row', 'single_row', 'checksum'] } }),
    exactly({
      by: { const: 'key' },
      columns: list(name, diffLimits.columns),
      from: { enum: ['asked', 'recipe', 'merge', 'unique'] },
    }),
  ],
}

const schema = exactly({
  added: typed,
  removed: typed,
  retyped: list(exactly({ name, from: typeName, to: typeName }), diffLimits.columns),
  reordered: { type: 'boolean' },
})

const rows = exactly({ production: count, kitchen: count, added: count, removed: count, changed: count })

export const nodeDiffSchema = {
  oneOf: [
    exactly({ recipe: name, node: name, outcome: { const: 'new' }, rows: count, columns: typed }),
    exactly({ recipe: name, node: name, outcome: { const: 'removed' }, rows: orNull(count) }),
    exactly({ recipe: name, node: name, outcome: { const: 'not_compared' }, reason: exactly({ code: name, message }) }),
    exactly({
      recipe: name,
      node: name,
      outcome: { const: 'compared' },
      schema,
      matching,
      rows,
      columns: list(column, diffLimits.columns),
      notes: list(exactly({ code: name, message }), diffLimits.notes),
      samples: { type: 'null' },
    }),
  ],
}
