import { describe, expect, it, test } from 'vitest'
import { familyAdjusted, judge } from '../../../action/quality/spc/index.ts'

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
    ['a non-finite history entry is missing', [...steady(19), Number.NaN, 1 / 0], 1e9, 'provisional', 'warn'],
  ] as const)('%s', (_, history, value, state, severity) => {
    const judgement = judge({ history, value })
    expect([judgement.state, judgement.signal?.severity ?? null]).toEqual([state, severity])
  })

  it('shows no limits while learning', () => {
    expect(judge({ history: steady(7), value: 1 })).toEqual({
      state: 'learning',
      center: null,
      sigma: null,
      lcl: null,
      ucl: null,
      signal: null,
    })
  })

  it('tells the story in one sentence', () => {
    const history = [...steady(27)].map((x) => x * 200)
    const below = judge({ history, value: 12_031 })
    expect(below.signal?.message).toBe('12,031 is below 18,717 (the lower limit of 27 runs around 19,985)')
    const changed = judge({ history: constant(20), value: 101 })
    expect(changed.signal).toMatchObject({ rule: 'constant_changed', z: null })
    expect(changed.signal?.message).toBe('101 is not 100, the value of all 20 runs before')
  })

  it('takes no moving range across a gap', () => {
    const history = [10, 12, null, 11, 13, null, null, 12, 10, 11, 13, 12, 11, 10, 12, 13, 11, 12, 10, 11, 12, 13, 11]
    const judgement = judge({ history, value: 12 })
    expect(judgement.center).toBe(11.5)
    expect(judgement.sigma).toBeCloseTo(1.303274890372, 10)
    expect(judgement.signal).toBeNull()
  })

  it('keeps excluded points and older phases out of the limits', () => {
    const history = [...steady(10).map((x) => x * 9), ...steady(20), 5000]
    const plain = judge({ history: steady(20), value: 130 })
    expect(judge({ history, value: 130, phaseStart: 10, excluded: [30] })).toEqual(plain)
  })

  it('widens an autocorrelated series to its standard deviation', () => {
    const drifting = Array.from({ length: 40 }, (_, i) => 100 + 20 * Math.sin(i / 5))
    const judgement = judge({ history: drifting, value: 90 })
    expect(judgement.sigma).toBeGreaterThan(13)
    expect(judgement.signal).toBeNull()
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

  it('refuses a value that is no number', () => {
    expect(() => judge({ history: steady(20), value: Number.NaN })).toThrow(RangeError)
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
