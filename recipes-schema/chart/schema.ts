/** JSON Schema (draft 7) of a ControlChart, for whoever decodes a report. */
export const controlChartSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['subject', 'title', 'state', 'center', 'lcl', 'ucl', 'points', 'phases', 'signal'],
  properties: {
    subject: { type: 'string' },
    title: { type: 'string' },
    state: { enum: ['learning', 'provisional', 'established'] },
    center: { type: ['number', 'null'] },
    lcl: { type: ['number', 'null'] },
    ucl: { type: ['number', 'null'] },
    points: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['label', 'value', 'center', 'lcl', 'ucl', 'excluded', 'judged', 'signals'],
        properties: {
          label: { type: 'string' },
          value: { type: ['number', 'null'] },
          center: { type: ['number', 'null'] },
          lcl: { type: ['number', 'null'] },
          ucl: { type: ['number', 'null'] },
          excluded: { type: 'boolean' },
          judged: { type: 'boolean' },
          signals: { type: 'array', items: { type: 'string' } },
        },
      },
    },
    phases: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['from', 'to', 'label'],
        properties: {
          from: { type: 'integer', minimum: 0 },
          to: { type: 'integer', minimum: 0 },
          label: { type: 'string' },
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
            rule: { type: 'string' },
            z: { type: ['number', 'null'] },
            message: { type: 'string' },
            severity: { enum: ['warn', 'fail'] },
          },
        },
      ],
    },
  },
} as const
