import { expect, it, test } from 'vitest'
import { chart } from '../../../action/quality/spc/index.ts'
import { answerOf } from './cases.ts'

const BAD: [what: string, input: unknown, code: string, path: string][] = [
  ['no object', 7, 'not_an_object', '/'],
  ['no chart', { values: [1] }, 'unknown_choice', '/chart'],
  ['an unknown chart', { chart: 'x', values: [1] }, 'unknown_choice', '/chart'],
  ['no data', { chart: 'i' }, 'no_data', '/'],
  ['two data keys', { chart: 'i', values: [1], events: [1] }, 'two_data_keys', '/events'],
  ['data of another chart', { chart: 'xbar', values: [1] }, 'wrong_data', '/values'],
  ['data that are no array', { chart: 'i', values: 3 }, 'not_an_array', '/values'],
  ['a word', { chart: 'i', values: [1, 'two'] }, 'not_a_number', '/values/1'],
  ['NaN', { chart: 'i', values: [1, Number.NaN] }, 'not_a_number', '/values/1'],
  ['Infinity among the new ones', { chart: 'i', values: [1], new: [1 / 0] }, 'not_a_number', '/new/0'],
  ['a number too large to square', { chart: 'i', values: [1e200] }, 'too_large', '/values/0'],
  [
    'a word in a subgroup',
    {
      chart: 'xbar',
      subgroups: [
        [1, 2],
        [3, 'x'],
      ],
    },
    'not_a_number',
    '/subgroups/1/1',
  ],
  ['no trials', { chart: 'p', events: [1] }, 'no_trials', '/trials'],
  ['too few trials', { chart: 'p', events: [1, 2], trials: [9] }, 'lengths_differ', '/trials'],
  ['more events than trials', { chart: 'p', events: [1, 9], trials: 5 }, 'more_events_than_trials', '/events/1'],
  ['half an event', { chart: 'c', events: [1, 1.5] }, 'out_of_range', '/events/1'],
  ['less than no event', { chart: 'c', events: [-1] }, 'out_of_range', '/events/0'],
  ['no exposure', { chart: 'u', events: [1], exposure: [0] }, 'out_of_range', '/exposure/0'],
  ['a time of zero', { chart: 't', values: [3, 0] }, 'out_of_range', '/values/1'],
  ['the logarithm of zero', { chart: 'i', values: [0], transform: 'log' }, 'out_of_range', '/values/0'],
  ['half a non-event', { chart: 'g', values: [0.5] }, 'out_of_range', '/values/0'],
  ['a baseline longer than the data', { chart: 'i', values: [1], baseline: 2 }, 'out_of_range', '/baseline'],
  [
    'two baselines',
    { chart: 'i', values: [1], baseline: 1, baseline_indices: [0] },
    'two_baselines',
    '/baseline_indices',
  ],
  ['an index outside', { chart: 'i', values: [1], exclude: [0, 4] }, 'out_of_range', '/exclude/1'],
  ['an unknown rule', { chart: 'i', values: [1], rules: ['run_8', 'run_7'] }, 'unknown_choice', '/rules/1'],
  ['sigma of the wrong kind', { chart: 'i', values: [1], sigma_from: 'range' }, 'sigma_from', '/sigma_from'],
  ['a proportion above one', { chart: 'p', events: [1], trials: 2, target: 1.1 }, 'out_of_range', '/target'],
  ['no spread', { chart: 'i', values: [1], sigma: 0 }, 'out_of_range', '/sigma'],
  ['a season of one', { chart: 'i', values: [1], season: 1 }, 'out_of_range', '/season'],
  [
    'the second of many',
    [
      { chart: 'i', values: [1] },
      { chart: 'i', values: ['x'] },
    ],
    'not_a_number',
    '/1/values/0',
  ],
  ['many, one of which is none', [3], 'not_an_object', '/0'],
]

test.each(BAD)('refuses %s', (_, input, code, path) => {
  const outcome = chart(input)
  expect(outcome).toMatchObject({ ok: false, error: { code: `chart.${code}`, location: { path } } })
  if (!outcome.ok) expect([outcome.error.message, outcome.error.hint].every((text) => text.length > 5)).toBe(true)
})

it('answers many series by many answers', () => {
  const outcome = chart([
    { chart: 'i', values: [1] },
    { chart: 'c', events: [1] },
  ])
  expect(outcome).toMatchObject({ ok: true, answer: [{ chart: 'i' }, { chart: 'c' }] })
})

it('tells what has no effect instead of ignoring it', () => {
  const { notes } = answerOf({ chart: 'mr', values: [1, 2], season: 7, rules: ['run_8'], basline: 1 })
  expect(notes.map(({ code }) => code)).toEqual(
    expect.arrayContaining(['chart.unknown_key', 'chart.option_unused', 'chart.rule_not_applicable']),
  )
  expect(notes[0]?.message).toBe('"basline" is not known and has no effect. Did you mean "baseline"?')
})

test.each([
  ['one number for all', { trials: 50, new: [5] }],
  ['one number a point', { trials: [...Array(20).fill(50), 50], new: [5] }],
  ['the size that all old points share', { trials: Array(20).fill(50), new: [5] }],
  ['pairs', { trials: Array(20).fill(50), new: [{ events: 5, trials: 50 }] }],
])('reads the trials of new points as %s', (_, rest) => {
  const events = Array.from({ length: 20 }, (_, i) => 12 + (i % 3))
  expect(answerOf({ chart: 'p', events, ...rest }).judged).toMatchObject([{ index: 20, value: 0.1 }])
})

it('answers with the keys that are promised', () => {
  const answer = answerOf({ chart: 'i', values: [1, 2, 3] })
  const keys = ['schema_version', 'chart', 'state', 'center', 'sigma', 'lcl', 'ucl', 'statistics', 'signals', 'points']
  expect(Object.keys(answer)).toEqual([...keys, 'phases', 'judged', 'notes'])
  expect(Object.keys(answer.points[0] ?? {})).toEqual(['value', 'center', 'lcl', 'ucl', 'signals', 'excluded'])
})
