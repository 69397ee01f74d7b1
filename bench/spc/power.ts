import { familyAdjusted, judgeMeasure } from '../../action/quality/spc/index.ts'
import { normalTail } from '../../action/quality/spc/numeric/normal.ts'
import { pointOf, Random } from './processes.ts'
import type { Line } from './table.ts'

const DAYS = 120

/** Is a value caught that differs from what an established measure gives? */
export function power(times: number): Line[] {
  return [
    ...[1, 200].map((family) => jumpOfValue(times, family)),
    ...[1, 200].flatMap((family) => jumpOfLevel(times, family)),
    weekdayUnderWeekend(times),
  ]
}

/** A value that lies five sigmas from the level, up or down. */
function jumpOfValue(times: number, family: number): Line {
  const random = new Random(5)
  const caught = share(times, (i) => signals(random, (i % 2 === 0 ? 1 : -1) * 5, family))
  return line(`a value 5 sigma off, ${among(family)}`, '>= 99 %', caught, caught >= 0.99)
}

/**
 * A level that has moved by five sigmas and still varies by one around its new place. A single point cannot always show
 * it: with limits at three sigmas even a chart that knows level and sigma sees 97.7 % at once.
 */
function jumpOfLevel(times: number, family: number): Line[] {
  const random = new Random(6)
  const sigmas = familyAdjusted(family)
  const ceiling = normalTail(sigmas - 5)
  const once = share(times, () => signals(random, 5 + random.normal(), family))
  const twice = 1 - (1 - once) ** 2
  return [
    line(`a level moved by 5 sigma, first run, ${among(family)}`, `(at most ${percent(ceiling)})`, once, null),
    line(`the same within two runs, ${among(family)}`, `(at most ${percent(1 - (1 - ceiling) ** 2)})`, twice, null),
  ]
}

function signals(random: Random, z: number, family: number): boolean {
  const history = Array.from({ length: DAYS }, (_, day) => pointOf(1000 + 30 * random.normal(), day))
  const judged = pointOf(1000 + 30 * z, DAYS)
  const settings = { phases: [], nature: 'other', natural: {}, chart: null } as const
  return judgeMeasure({ history, judged, ...settings, sigmas: familyAdjusted(family) }).signal !== null
}

/** A Tuesday at -30 % in a table whose weekends are at -40 % anyway: below every weekday, above every weekend. */
function weekdayUnderWeekend(times: number): Line {
  const random = new Random(7)
  const caught = share(times, () => {
    const level = (day: number) => (day % 7 < 5 ? 20_000 : 12_000) + 600 * random.normal()
    const days = 7 * 12 + 1
    const history = Array.from({ length: days }, (_, day) => pointOf(Math.round(level(day)), day))
    const judged = pointOf(Math.round(0.7 * level(days)), days)
    const settings = { phases: [], nature: 'count', natural: { min: 0 }, chart: null } as const
    return judgeMeasure({ history, judged, ...settings, sigmas: familyAdjusted(200) }).signal !== null
  })
  return line('a Tuesday at -30 %, weekends at -40 %, one of 200', 'caught', caught, caught >= 0.99)
}

function among(family: number): string {
  return family === 1 ? 'judged alone' : `one of ${family}`
}

function share(times: number, happens: (i: number) => boolean): number {
  let count = 0
  for (let i = 0; i < times; i++) if (happens(i)) count++
  return count / times
}

function line(what: string, goal: string, value: number, met: boolean | null): Line {
  return { what, goal, found: percent(value), met }
}

function percent(value: number): string {
  return `${(100 * value).toFixed(1)} %`
}
