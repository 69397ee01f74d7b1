import { describe, expect, it, test } from 'vitest'
import { familyAdjusted } from '../../../action/quality/spc/index.ts'
import { readCase } from './cases.ts'
import { judge } from './judged.ts'

const steady = (count: number) => Array.from({ length: count }, (_, i) => 100 + ((i * 7) % 5) - 2)
const constant = (count: number) => Array.from({ length: count }, () => 100)

describe('judge', () => {
  test.each([
    ['no history', [], 5, 'learning', null],
    ['one point', [5], 9, 'learning', null],
    ['two equal points', [7, 7], 8, 'learning', null],
    ['seven points never fail', steady(7), 1e9, 'learning', null],
    ['eight points warn', steady(8), 1e9, 'provisional', 'warn'],
    ['nineteen points warn', steady(19), 1e9, 'provisional', 'warn'],
    ['twenty points fail', steady(20), 1e9, 'established', 'fail'],
    ['a value like the others', steady(20), 101, 'established', null],
    ['a constant stays', constant(20), 100, 'established', null],
    ['a constant changes', constant(20), 101, 'established', 'fail'],
    ['a short constant changes', constant(8), 101, 'provisional', 'warn'],
    ['missing points do not count', [...steady(19), null, null], 1e9, 'provisional', 'warn'],
  ] as const)('%s', (_, history, value, state, severity) => {
    const judgement = judge({ history, value })
    expect([judgement.state, judgement.signal?.severity ?? null]).toEqual([state, severity])
  })

  it('shows no limits while learning', () => {
    const { state, center, lcl, ucl, signal } = judge({ history: steady(7), value: 1 })
    expect({ state, center, lcl, ucl, signal }).toEqual({
      state: 'learning',
      center: null,
      lcl: null,
      ucl: null,
      signal: null,
    })
  })

  it('tells the story in one sentence', () => {
    const history = [...steady(27)].map((x) => x * 200)
    const below = judge({ history, value: 12_031 })
    expect(below.signal?.message).toMatch(/^12,031 is below 19,\d\d\d \(the lower limit of 27 runs around 19,985\)$/)
    const changed = judge({ history: constant(20), value: 101 })
    expect(changed.signal).toMatchObject({ rule: 'constant_changed', z: null })
    expect(changed.signal?.message).toBe('101 is not 100, the value of all 20 runs before')
  })

  it('gives the exact limits for the next value', () => {
    // Mean 0, s = 1; t(0.99865, 19) sqrt(1 + 1/20), as the case of short histories has it for 20 points.
    const history = Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? 1 : -1) * Math.sqrt(19 / 20))
    expect(judge({ history, value: 0 }).ucl).toBeCloseTo(
      readCase('short-history-multipliers').expected.k_on_sample_sd[20],
      6,
    )
  })

  it('keeps excluded points and older phases out of the limits', () => {
    const history = [...steady(10).map((x) => x * 9), ...steady(20), 5000]
    const plain = judge({ history: steady(20), value: 130 })
    expect(judge({ history, value: 130, phases: [10], excluded: [30] })).toMatchObject({
      lcl: plain.lcl,
      ucl: plain.ucl,
      signal: plain.signal,
    })
  })

  it('widens the limits of an autocorrelated series', () => {
    const drifting = Array.from({ length: 40 }, (_, i) => 100 + 20 * Math.sin(i / 5))
    const judgement = judge({ history: drifting, value: 90 })
    expect((judgement.ucl ?? 0) - (judgement.center ?? 0)).toBeGreaterThan(40)
    expect(judgement.signal).toBeNull()
    expect(judgement.notes.map(({ code }) => code)).toContain('chart.autocorrelated')
  })

  it('cuts limits to what the measure can be', () => {
    const history = steady(20).map((x) => (x - 97) / 10)
    expect(judge({ history, value: 0 }).lcl).toBeLessThan(0)
    expect(judge({ history, value: 0, natural: { min: 0, max: 0.6 } })).toMatchObject({
      lcl: 0,
      ucl: 0.6,
      signal: null,
    })
  })

  it('says of a number that it cannot compute with that it was not judged', () => {
    const { signal, notes } = judge({ history: steady(20), value: 1e200 })
    expect(signal).toBeNull()
    expect(notes.at(-1)).toMatchObject({ code: 'chart.too_large', message: expect.stringMatching(/^Not judged: /) })
  })
})

describe('familyAdjusted', () => {
  test.each([
    [0, 3],
    [1, 3],
    [18, 3],
    [200, 3.66226],
  ])('%i measures', (count, sigmas) => {
    expect(familyAdjusted(count)).toBeCloseTo(sigmas, 5)
  })

  it('reaches the judgement', () => {
    const history = steady(30)
    const usual = judge({ history, value: 100 })
    const wide = judge({ history, value: 100, sigmas: familyAdjusted(200) })
    expect((wide.ucl ?? 0) - (wide.center ?? 0)).toBeGreaterThan((usual.ucl ?? 0) - (usual.center ?? 0))
  })
})
