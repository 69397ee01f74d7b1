import { type MeasureKind, point } from './kind.ts'

/** What is measured of a build or of its making, not of its rows. */

export const bytes: MeasureKind<null> = {
  key: 'bytes',
  bare: true,
  schema: {},
  summary: 'What the build takes up in the warehouse, in bytes; no point where the engine cannot tell.',
  example: '',
  nature: 'other',
  natural: { min: 0 },
  volume: true,
  name: () => 'bytes',
  columns: () => [],
  aggregates: () => [],
  read: (_options, _answers, facts) => point(facts.bytes),
}

export const runSeconds: MeasureKind<null> = {
  key: 'run_seconds',
  bare: true,
  schema: {},
  summary: 'How long the node took to be made, in seconds; no point where its build existed already.',
  example: '',
  nature: 'time',
  natural: { min: 0 },
  volume: true,
  name: () => 'run_seconds',
  columns: () => [],
  aggregates: () => [],
  read: (_options, _answers, facts) => point(facts.seconds),
}

export const output: MeasureKind<string> = {
  key: 'output',
  bare: false,
  schema: {
    type: 'string',
    minLength: 1,
    description: 'A number that the command wrote to $GITHUB_OUTPUT, by its name.',
  },
  summary: 'A number that the node wrote to `$GITHUB_OUTPUT`, by its name; no point where it wrote none.',
  example: 'rows_sent',
  nature: 'other',
  natural: {},
  volume: null,
  name: (name) => name,
  columns: () => [],
  aggregates: () => [],
  read: (name, _answers, { outputs }) => point(Object.hasOwn(outputs, name) ? (outputs[name] ?? null) : null),
}
