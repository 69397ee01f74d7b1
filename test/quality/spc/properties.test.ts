import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chart } from '../../../action/quality/spc/index.ts'
import { ALL_RULES, answerOf, galleyChart } from './cases.ts'
import { judge } from './judged.ts'

const KINDS = ['i', 'mr', 'xbar', 'r', 's', 'p', 'np', 'c', 'u', 'p_prime', 'u_prime', 'g', 't', 'ewma', 'cusum', 'run']

/** Numbers that break arithmetic, among ordinary ones. */
const awkward = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -20, max: 20 }) },
  { weight: 2, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) },
  fc.constantFrom(0, -0, 1e-320, 5e-324, 1e139, -1e139, 1e15, 2 ** 53, 0.1 + 0.2),
)
const point = fc.option(awkward, { freq: 6 })
const whole = fc.option(fc.oneof(fc.nat(30), fc.constantFrom(0, 1e9, 2 ** 53 - 1)), { freq: 6 })
const settings = fc.record(
  {
    rules: fc.subarray(ALL_RULES),
    target: fc.constantFrom(0.5, 10, 1e-300),
    sigma: fc.constantFrom(1, 1e-300, 1e100),
    limits: fc.constantFrom('3sigma', 'exact', 'prediction'),
    sigmas: fc.constantFrom(1, 3.66, 10),
    natural: fc.constantFrom({ min: 0 }, { max: 1 }, { min: 0, max: 1 }),
    lambda: fc.constantFrom(0.05, 0.2, 1),
    head_start: fc.constant(2.5),
    center_from: fc.constantFrom('mean', 'median'),
    difference: fc.boolean(),
    season: fc.constantFrom(2, 7),
    phases: fc.uniqueArray(fc.nat(20), { maxLength: 3 }),
    exclude: fc.uniqueArray(fc.nat(20), { maxLength: 3 }),
    baseline: fc.nat(25),
  },
  { requiredKeys: [] },
)
const series = fc.oneof(
  fc.record({
    chart: fc.constantFrom('i', 'mr', 'ewma', 'cusum', 'run', 'g', 't'),
    values: fc.array(point, { maxLength: 40 }),
    new: fc.array(point, { maxLength: 3 }),
  }),
  fc.record({
    chart: fc.constantFrom('i', 't', 'g'),
    values: fc.array(fc.oneof(fc.integer({ min: 1, max: 2 ** 50 })), { maxLength: 40 }),
    transform: fc.constantFrom('log', 'either'),
    new: fc.array(point, { maxLength: 2 }),
  }),
  fc.record({
    chart: fc.constantFrom('xbar', 'r', 's', 'ewma', 'cusum'),
    subgroups: fc.array(fc.option(fc.array(awkward, { maxLength: 6 })), { maxLength: 30 }),
  }),
  fc.record({
    chart: fc.constantFrom('p', 'np', 'p_prime', 'c', 'u', 'u_prime'),
    events: fc.array(whole, { minLength: 25, maxLength: 25 }),
    trials: fc.constantFrom(30, 2 ** 53 - 1),
    exposure: fc.constantFrom(1, 1e-90, 1e90),
  }),
)

/** Every number anywhere in a value. */
function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : []
}

describe('whatever comes in', () => {
  test('a chart answers in finite numbers or says what is wrong', () => {
    let answered = 0
    fc.assert(
      fc.property(series, settings, (data, options) => {
        const outcome = chart({ ...data, ...options })
        expect(numbersIn(outcome).filter((x) => !Number.isFinite(x))).toEqual([])
        if (outcome.ok) answered += 1
      }),
      { numRuns: 1500 },
    )
    // The generator must reach the charts, not only the reader.
    expect(answered).toBeGreaterThan(300)
  })

  test('the command answers every text in finite numbers, or with exit 2 and a place', async () => {
    const raw = fc.constantFrom('NaN', 'Infinity', '-Infinity', '1e999', '1e308', '-0', '-3', '"x"', 'null', '[]', '{}')
    await fc.assert(
      fc.asyncProperty(series, settings, fc.option(raw), fc.nat(3), async (data, options, bad, at) => {
        let left = at
        const text = JSON.stringify({ ...data, ...options })
        // Puts something bad in the place of one of the numbers.
        const broken =
          bad === null
            ? text
            : text.replaceAll(/(?<=[[,])-?\d[\d.e+-]*(?=[,\]])/g, (number) => (left-- === 0 ? bad : number))
        const { exit, out, json } = await galleyChart(broken, '--json')
        if (exit === 0) {
          expect(out).not.toMatch(/NaN|Infinity/)
          expect(numbersIn(json).every(Number.isFinite)).toBe(true)
          return
        }
        expect(exit).toBe(2)
        expect(json.error.location).toMatchObject({ line: expect.any(Number), column: expect.any(Number) })
      }),
      { numRuns: 400 },
    )
  })

  test('every chart that can be computed can be drawn in a terminal', async () => {
    await fc.assert(
      fc.asyncProperty(series, settings, async (data, options) => {
        const { exit, out } = await galleyChart(JSON.stringify({ ...data, ...options }), '--text')
        expect(out).not.toMatch(/NaN|Infinity|undefined|null/)
        expect([0, 2]).toContain(exit)
      }),
      { numRuns: 300 },
    )
  })

  test('no JSON value makes it throw', () => {
    fc.assert(
      fc.property(fc.constantFrom(...KINDS), fc.jsonValue(), fc.jsonValue(), (kind, values, rest) => {
        const more = typeof rest === 'object' && rest !== null ? rest : {}
        expect(() => [chart(values), chart({ chart: kind, values, events: undefined, ...more })]).not.toThrow()
      }),
      { numRuns: 300 },
    )
  })

  test('a judgement is finite, and its limits do not depend on the value', () => {
    fc.assert(
      fc.property(fc.array(point, { maxLength: 40 }), awkward, awkward, (history, value, other) => {
        const [one, two] = [judge({ history, value }), judge({ history, value: other })]
        expect(numbersIn(one).filter((x) => !Number.isFinite(x))).toEqual([])
        const limits = ({ state, center, lcl, ucl }: typeof one) => [state, center, lcl, ucl]
        if (one.answer() !== null && two.answer() !== null) expect(limits(one)).toEqual(limits(two))
        if (one.state === 'learning') expect(one.signal).toBeNull()
      }),
    )
  })

  test('a chart does not change with the unit or the origin', () => {
    const values = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 20, maxLength: 40 })
    fc.assert(
      fc.property(
        values,
        fc.integer({ min: -200, max: 200 }),
        fc.constantFrom(2, 0.25, 1024),
        (history, value, unit) => {
          const at = (x: number) => x * unit + 512 * unit
          const rule = (values: readonly number[], fresh: number) =>
            answerOf({ chart: 'i', limits: 'prediction', values, new: [fresh] }).judged[0]?.signal?.rule
          expect(rule(history.map(at), at(value))).toBe(rule(history, value))
          // Which chart is chosen may follow the origin (a share of what?), never the unit.
          const measured = judge({ history: history.map((x) => x * unit), value: value * unit })
          expect(measured.signal?.rule).toBe(judge({ history, value }).signal?.rule)
        },
      ),
    )
  })

  test('a judgement without a picture says what the picture says', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 40 }),
        fc.integer({ min: 0, max: 120 }),
        fc.constantFrom('other', 'count', 'time'),
        (history, value, nature) => {
          const judged = judge({ history, value, nature })
          const drawn = judged.answer()
          expect(drawn?.state).toBe(judged.state)
          const message = drawn?.judged.at(-1)?.signal?.message
          if (message === undefined) expect(judged.signal).toBeNull()
          else expect(judged.signal?.message).toContain(message)
        },
      ),
    )
  })

  test('a missing point changes no other point of an individuals chart with known parameters', () => {
    fc.assert(
      fc.property(fc.array(awkward, { minLength: 1, maxLength: 20 }), fc.nat(20), (values, at) => {
        const known = { chart: 'i', target: 0, sigma: 1, rules: ALL_RULES }
        const gapped = [...values.slice(0, at), null, ...values.slice(at)]
        const outcomes = [chart({ ...known, values }), chart({ ...known, values: gapped })]
        const firings = outcomes.map((outcome) =>
          outcome.ok && 'points' in outcome.answer
            ? outcome.answer.points.filter(({ value }) => value !== null).map(({ signals }) => signals)
            : null,
        )
        expect(firings[0]).not.toBeNull()
        expect(firings[1]).toEqual(firings[0])
      }),
    )
  })
})
