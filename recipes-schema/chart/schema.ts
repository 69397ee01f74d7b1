/** Caps: a report comes from a runner, and a picture is drawn of what it says. */
const text = { type: 'string', maxLength: 1000 } as const

/** JSON Schema (draft 7) of a ControlChart, for whoever decodes a report. */
export const controlChartSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['subject', 'title', 'state', 'center', 'lcl', 'ucl', 'points', 'phases', 'marks', 'signal'],
  properties: {
    subject: text,
    title: text,
    state: { enum: ['learning', 'provisional', 'established'] },
    center: { type: ['number', 'null'] },
    lcl: { type: ['number', 'null'] },
    ucl: { type: ['number', 'null'] },
    points: {
      type: 'array',
      maxItems: 1000,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['label', 'value', 'center', 'lcl', 'ucl', 'excluded', 'judged', 'signals'],
        properties: {
          label: text,
          value: { type: ['number', 'null'] },
          center: { type: ['number', 'null'] },
          lcl: { type: ['number', 'null'] },
          ucl: { type: ['number', 'null'] },
          excluded: { type: 'boolean' },
          judged: { type: 'boolean' },
          signals: { type: 'array', items: text, maxItems: 20 },
        },
      },
    },
    phases: {
      type: 'array',
      maxItems: 1000,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['from', 'to', 'label'],
        properties: {
          from: { type: 'integer', minimum: 0 },
          to: { type: 'integer', minimum: 0 },
          label: text,
        },
      },
    },
    marks: {
      type: 'array',
      maxItems: 1000,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['at', 'kind', 'label'],
        properties: {
          at: { type: 'integer', minimum: 0 },
          kind: { enum: ['change', 'accept', 'exclude', 'rebaseline'] },
          label: text,
        },
      },
    },
    signal: {
      anyOf: [
        { type: 'null' },
        {
          type: 'object',
          additionalProperties: false,
          required: ['rule', 'z', 'message', 'severity'],
          properties: {
            rule: text,
            z: { type: ['number', 'null'] },
            message: text,
            severity: { enum: ['warn', 'fail'] },
          },
        },
      ],
    },
  },
} as const
